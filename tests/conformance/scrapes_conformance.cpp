// Pages of real exporters: each is read, written as the stream and read again, and must be the
// same: labels, value bits, times and metadata. Prints pages, samples and samples a second.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <bit>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <tuple>

#include "corpus.h"
#include "formats/exposition.h"
#include "formats/stream_writer.h"

namespace plumb::formats {
namespace {

namespace fs = std::filesystem;

struct Entry {
  std::string labels;  // canonical bytes, or what a metadata line says
  uint64_t bits = 0;
  std::optional<Timestamp> time;
  bool operator==(const Entry&) const = default;
};

class KeepSink : public model::SampleSink {
 public:
  explicit KeepSink(Timestamp now) : now_(now) {}
  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override {
    entries.push_back(
        {.labels = fmt::format("{} {} {} {} {}", static_cast<int>(field), metadata.metric,
                               static_cast<int>(metadata.type), metadata.help, metadata.unit)});
    return Ok();
  }
  Status OnSample(const model::StreamSample& sample) override {
    ++samples;
    entries.push_back({.labels = sample.labels.bytes(),
                       .bits = std::bit_cast<uint64_t>(sample.value),
                       .time = sample.time.value_or(now_)});
    return Ok();
  }
  std::vector<Entry> entries;
  size_t samples = 0;

 private:
  Timestamp now_;
};

class CountSink : public model::SampleSink {
 public:
  Status OnSample(const model::StreamSample&) override {
    ++samples;
    return Ok();
  }
  size_t samples = 0;
};

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A folder that goes away with it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "plumb-scrapes-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { fs::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

constexpr Timestamp kNow = 1'795'343'685'293;

void CheckPage(const std::string& page, const std::string& name) {
  KeepSink first(kNow);
  RejectLog rejects;
  ASSERT_TRUE(ReadExposition(page, {}, first, rejects));
  ASSERT_EQ(rejects.Summary(), "") << name;
  StringOutput stream;
  StreamWriter writer(stream, kNow);
  ASSERT_TRUE(ReadExposition(page, {}, writer, rejects));
  KeepSink second(0);
  ASSERT_TRUE(ReadExposition(stream.text(), {}, second, rejects));
  ASSERT_EQ(rejects.Summary(), "") << name << " as written";
  ASSERT_EQ(first.entries.size(), second.entries.size()) << name;
  for (size_t i = 0; i < first.entries.size(); ++i)
    ASSERT_EQ(first.entries[i], second.entries[i]) << name << " entry " << i;
}

TEST(Scrapes, SurviveTheStream) {
  PLUMB_REQUIRE_CORPUS(corpus);
  if (std::system("tar --zstd --version >/dev/null 2>&1 && command -v zstd >/dev/null") != 0)
    GTEST_SKIP() << "skipped: no tar or no zstd";
  for (const auto& archive : fs::directory_iterator(corpus / "data/scrapes")) {
    if (archive.path().extension() != ".zst") continue;
    const TemporaryFolder folder;
    const std::string command =
        fmt::format("tar --zstd -xf '{}' -C '{}'", archive.path().string(), folder.path().string());
    ASSERT_EQ(std::system(command.c_str()), 0);
    size_t pages = 0;
    size_t samples = 0;
    double seconds = 0;
    for (const auto& file : fs::recursive_directory_iterator(folder.path())) {
      if (!file.is_regular_file()) continue;
      const std::string page = ReadFile(file.path());
      CountSink sink;
      RejectLog rejects;
      const auto start = std::chrono::steady_clock::now();
      ASSERT_TRUE(ReadExposition(page, {}, sink, rejects));
      seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      samples += sink.samples;
      ++pages;
      CheckPage(page, file.path().filename());
    }
    EXPECT_GT(samples, 0u);
    fmt::print("{} pages {} samples {} samples/s {:.2f} M\n", archive.path().filename().string(),
               pages, samples, static_cast<double>(samples) / seconds / 1e6);
  }
}

}  // namespace
}  // namespace plumb::formats
