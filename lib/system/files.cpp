#include "system/files.h"

#include <fmt/core.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "system/atomic_file.h"

namespace plumb::system {

namespace {

class FileInput : public FdInput {
 public:
  FileInput(int fd, std::string name) : FdInput(fd, std::move(name)) {}
  FileInput(const FileInput&) = delete;
  FileInput& operator=(const FileInput&) = delete;
  ~FileInput() override { ::close(fd()); }
};

Error Failed(std::string_view what, const std::string& path) {
  return {Exit::kOutside, fmt::format("cannot {} '{}': {}", what, path, ErrnoText(errno))};
}

}  // namespace

std::string ErrnoText(int error) {
  std::string text = std::strerror(error);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z' && (text.size() < 2 || text[1] >= 'a'))
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

Result<std::unique_ptr<ByteInput>> OpenInput(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Failed("open", path);
  struct stat status {};
  if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    ::close(fd);
    errno = EISDIR;
    return Failed("read", path);
  }
  return std::unique_ptr<ByteInput>(std::make_unique<FileInput>(fd, "'" + path + "'"));
}

Result<std::string> ReadFile(const std::string& path) {
  PLUMB_ASSIGN(const auto in, OpenInput(path));
  return ReadAll(*in);
}

Status WriteFileAtomically(const std::string& path, std::string_view bytes) {
  PLUMB_ASSIGN(const auto file, AtomicFile::Create(path));
  PLUMB_TRY(file->Write(bytes));
  return file->Commit();
}

Status AppendToFile(const std::string& path, std::string_view bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) return Failed("open", path);
  FdOutput out(fd, "'" + path + "'");
  Status written = out.Write(bytes);
  if (written.ok()) written = out.Flush();
  if (::close(fd) != 0 && written.ok()) return Failed("write", path);
  return written;
}

Result<std::vector<std::string>> ListDirectory(const std::string& path) {
  DIR* directory = ::opendir(path.c_str());
  if (directory == nullptr) return Failed("read", path);
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  ::closedir(directory);
  std::sort(names.begin(), names.end());
  return names;
}

bool Exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

bool IsDirectory(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace plumb::system
