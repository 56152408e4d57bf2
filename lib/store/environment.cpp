#include "store/environment.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <mutex>
#include <set>

#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/number.h"
#include "store/file_system.h"
#include "store/location.h"
#include "store/packed_tables.h"
#include "store/page_size.h"
#include "system/files.h"

namespace plumb::store {

namespace {

// Each process of a pipeline that reads takes a slot for as long as it reads; LMDB's default of 126
// is reached by a swarm of cron jobs.
constexpr unsigned kMaxReaders = 1024;
// No transaction writes more, so no value that is newer than the file's size is larger.
constexpr size_t kLargestWrite = size_t{64} << 20;
// Below this, opening with less and less memory is given up.
constexpr uint64_t kSmallestMapSize = uint64_t{16} << 20;

// What is open in this process, by device and inode: LMDB must not open a file twice.
std::mutex open_stores_mutex;
std::set<std::string>& OpenStores() {
  static std::set<std::string> stores;
  return stores;
}

Result<std::string> RegisterStore(const std::string& path) {
  struct stat facts {};
  if (stat(path.c_str(), &facts) != 0)
    return Error{Exit::kStore, fmt::format("cannot open '{}': {}", path, system::ErrnoText(errno))};
  std::string name = fmt::format("{}:{}", facts.st_dev, facts.st_ino);
  const std::lock_guard guard(open_stores_mutex);
  if (!OpenStores().insert(name).second)
    return Error{Exit::kStore, fmt::format("the store '{}' is already open in this process", path)};
  return name;
}

uint64_t WantedMapSize(const OpenOptions& options) {
  if (options.map_size != 0) return options.map_size;
  const char* text = std::getenv("PLUMB_MAP_SIZE");
  const std::optional<int64_t> size = text != nullptr ? ParseInt(text) : std::nullopt;
  return size && *size > 0 ? static_cast<uint64_t>(*size) : kDefaultMapSize;
}

bool IsEmptyDirectory(const std::string& path) {
  const auto names = system::ListDirectory(path);
  return names.ok() && names->empty();
}

std::array<char, 16> RandomUuid() {
  std::array<char, 16> uuid{};
  (void)!getrandom(uuid.data(), uuid.size(), 0);
  // RFC 9562: version 4, variant 10.
  uuid[6] = static_cast<char>((uuid[6] & 0x0f) | 0x40);
  uuid[8] = static_cast<char>((uuid[8] & 0x3f) | 0x80);
  return uuid;
}

}  // namespace

Result<std::shared_ptr<Environment>> Environment::Open(const std::string& path,
                                                       const OpenOptions& options) {
  std::string name = path;
  while (name.size() > 1 && name.back() == '/') name.pop_back();
  std::shared_ptr<Environment> environment(new Environment(name, options));
  PLUMB_TRY(environment->OpenFiles());
  PLUMB_TRY(environment->OpenLmdb());
  PLUMB_TRY(environment->CheckSize());
  PLUMB_TRY(environment->LoadTables());
  return environment;
}

Environment::~Environment() {
  damage_guard_.reset();
  if (env_ != nullptr) {
    const bool gated = NeedsGate() && lock_file_ != nullptr &&
                       lock_file_->Acquire(LockByte::kGate, options_.lock_deadline).ok();
    mdb_env_close(env_);
    if (gated) lock_file_->Release(LockByte::kGate);
  }
  if (!registered_.empty()) {
    const std::lock_guard guard(open_stores_mutex);
    OpenStores().erase(registered_);
  }
}

// Looks at what is at the path, makes the directory for a writer, and opens plumb.lock where it is
// needed.
Status Environment::OpenFiles() {
  const bool writing = options_.mode == OpenMode::kWrite;
  const bool there = system::Exists(path_);
  if (!there && !writing) return NoStoreError(path_);
  if (!there && path_.find("://") != std::string::npos)
    return Error{Exit::kUsage,
                 fmt::format("'{}' is a URL, and a store is a folder on this machine", path_)};
  bundle_ = there && !system::IsDirectory(path_);
  if (bundle_ && writing)
    return Error{Exit::kStore, fmt::format("'{}' is a file: a bundle cannot be written to", path_)};
  if (!bundle_ && writing) PLUMB_TRY(MakeStoreDirectory(path_));
  PLUMB_TRY(CheckFileSystem(path_));
  if (bundle_) return Ok();
  PLUMB_TRY(CheckContents(writing));
  // A reader needs plumb.lock only for the gate, and may lack the permission to open it.
  if (writing || NeedsGate()) {
    PLUMB_ASSIGN(lock_file_, LockFile::Open(path_ + "/plumb.lock"));
  }
  return Ok();
}

// Whether the folder is a store, or may become one.
Status Environment::CheckContents(bool writing) const {
  struct stat facts {};
  const int code = stat((path_ + "/data.mdb").c_str(), &facts);
  // Somebody who was killed while it was made left it empty.
  if (code == 0 && (facts.st_size > 0 || writing)) return Ok();
  if (code != 0 && errno != ENOENT) return LmdbError(errno, path_);
  if (code == 0 || IsEmptyDirectory(path_) || system::Exists(path_ + "/plumb.lock"))
    return writing ? Ok() : Status(NoStoreError(path_));
  return Error{Exit::kStore,
               fmt::format("'{}' is a folder with other things in it, not a store (one has a file "
                           "data.mdb); name a new one, such as '{}/metrics.plumb'",
                           path_, path_)};
}

bool Environment::NeedsGate() const {
  LmdbVersion version;
  mdb_version(&version.major, &version.minor, &version.patch);
  return !bundle_ && BreaksOthersOnClose(version);
}

Status Environment::OpenLmdb() {
  PLUMB_ASSIGN(registered_, RegisterStore(path_));
  PLUMB_TRY(CheckPageSize(bundle_ ? path_ : path_ + "/data.mdb", path_));
  const bool writing = options_.mode == OpenMode::kWrite;
  std::optional<HeldLock> gate;
  if (NeedsGate()) {
    PLUMB_TRY(lock_file_->Acquire(LockByte::kGate, options_.lock_deadline));
    gate.emplace(*lock_file_, LockByte::kGate);
  }
  // Slots belong to transactions, not threads: one snapshot is read by several threads.
  unsigned flags = MDB_NOTLS;
  if (!writing) flags |= MDB_RDONLY;
  if (bundle_) flags |= MDB_NOSUBDIR | MDB_NOLOCK;
  PLUMB_TRY(OpenWhole(flags));
  damage_guard_ = std::make_unique<DamageGuard>(env_, path_);
  MDB_stat main{};
  mdb_env_stat(env_, &main);
  page_size_ = main.ms_psize;
  if (writing) CheckReaders();
  return Ok();
}

// LMDB's status. Takes less and less address space, which `ulimit -v` and small containers refuse.
int Environment::OpenOnce(unsigned flags, uint64_t& map_size) {
  while (true) {
    int code = mdb_env_create(&env_);
    if (code != 0) return code;
    mdb_env_set_mapsize(env_, map_size);
    mdb_env_set_maxreaders(env_, kMaxReaders);
    mdb_env_set_maxdbs(env_, kMaxTables);
    code = mdb_env_open(env_, path_.c_str(), flags, 0660);
    if (code == 0) return 0;
    mdb_env_close(env_);
    env_ = nullptr;
    if (code != ENOMEM || map_size / 2 < kSmallestMapSize) return code;
    map_size /= 2;
  }
}

// Whether lock.mdb knows of the newest commit, or of the one before while that is being made. Who
// opens a store alone sets the number to 0, and to that of the newest commit a little later
// (mdb_env_setup_locks and mdb_env_share_locks of mdb.c); killed between the two, it leaves 0 to
// who waits for its lock.
bool Environment::KnowsNewestCommit() const {
  MDB_envinfo info{};
  mdb_env_info(env_, &info);
  MDB_txn* txn = nullptr;
  // What is wrong otherwise is said where it is used.
  if (mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn) != 0) return true;
  const size_t known = mdb_txn_id(txn);
  mdb_txn_abort(txn);
  return known + 1 >= info.me_last_txnid;
}

// All who met such a lock.mdb close the store again, and the first that is alone makes it anew.
Status Environment::OpenWhole(unsigned flags) {
  constexpr int64_t kWaitNs = 1'000'000;
  uint64_t map_size = WantedMapSize(options_);
  for (int64_t waited = 0;; waited += kWaitNs) {
    const int code = OpenOnce(flags, map_size);
    if (code != 0) return LmdbError(code, path_);
    if (bundle_ || KnowsNewestCommit()) return Ok();
    mdb_env_close(env_);
    env_ = nullptr;
    if (waited >= options_.lock_deadline * 1'000'000)
      return Error{Exit::kStore,
                   fmt::format("the lock.mdb of '{}' was left unfinished by a program that was "
                               "killed; end all programs that use the store, and start again",
                               path_)};
    // Not all in the same step.
    const timespec pause{0, kWaitNs + getpid() % 16 * (kWaitNs / 16)};
    nanosleep(&pause, nullptr);
  }
}

// A reader that was killed would pin the pages it saw, and the file would only grow.
void Environment::CheckReaders() {
  int dead = 0;
  mdb_reader_check(env_, &dead);
}

// A file cut short is a map with nothing behind it: touching it would end the process with SIGBUS.
Status Environment::CheckSize() const {
  MDB_envinfo info{};
  mdb_env_info(env_, &info);
  const std::string data = bundle_ ? path_ : path_ + "/data.mdb";
  struct stat facts {};
  if (stat(data.c_str(), &facts) != 0) return LmdbError(errno, path_);
  // A new store has its two meta pages (last page 1) and nothing else.
  const uint64_t needed = (info.me_last_pgno + 1) * page_size_;
  const auto size = static_cast<uint64_t>(facts.st_size);
  if (size >= needed) return Ok();
  return DamagedError(path_, fmt::format("its data.mdb has {} bytes instead of {}", size, needed));
}

Status Environment::LoadTables() {
  {
    PLUMB_ASSIGN(auto txn, BeginRead());
    PLUMB_ASSIGN(const bool found, OpenTables(*txn, false, tables_));
    // A store that was made before there were hints or segments gets their tables from the next
    // writer; one that is packed is unpacked by it.
    PLUMB_ASSIGN(const auto packed, PackedTables::Find(*txn, tables_));
    const bool ready = tables_.hint != 0 && tables_.seg != 0 && packed == nullptr;
    if (found && (ready || options_.mode == OpenMode::kRead)) {
      PLUMB_TRY(CheckRecord(*txn));
      // Committing a read transaction keeps the handles that were opened in it.
      return txn->Commit();
    }
  }
  if (options_.mode == OpenMode::kWrite) return CreateTables();
  // A later format may have other tables; then its record says so.
  if (tables_.meta != 0) {
    PLUMB_ASSIGN(auto txn, BeginRead());
    PLUMB_TRY(CheckRecord(*txn));
  }
  return NoStoreError(path_);
}

Status Environment::CreateTables() {
  PLUMB_ASSIGN(Write write, BeginWrite());
  PLUMB_ASSIGN(const bool opened, OpenTables(*write.txn, true, tables_));
  PLUMB_ASSERT(opened);
  // Before the commit: who is killed here leaves it to the next.
  ShareWithGroup(path_ + "/data.mdb");
  ShareWithGroup(path_ + "/lock.mdb");
  // Another process may have been faster.
  PLUMB_ASSIGN(const auto there, write.txn->Get(tables_.meta, kStoreRecordKey));
  if (!there) {
    StoreRecord record;
    record.uuid = RandomUuid();
    PLUMB_TRY(SaveStoreRecord(*write.txn, tables_, record));
    PLUMB_TRY(SaveNextIds(*write.txn, tables_, NextIds{}));
  }
  PLUMB_TRY(CheckRecord(*write.txn));
  PLUMB_TRY(Unpack(*write.txn));
  return write.txn->Commit();
}

// Copies of copies and older programs read it again without the bit.
Status Environment::Unpack(Transaction& txn) {
  if ((record_.features.incompat & kFeaturePacked) == 0) return Ok();
  PLUMB_TRY(UnpackTables(txn, tables_));
  record_.features.incompat &= ~kFeaturePacked;
  return SaveStoreRecord(txn, tables_, record_);
}

Status Environment::CheckRecord(const Transaction& txn) {
  PLUMB_ASSIGN(record_, LoadStoreRecord(txn, tables_));
  return CheckFeatures(record_, options_.mode == OpenMode::kWrite, path_);
}

// Another process, with a larger map, has let the file grow past ours.
Status Environment::Remap() const {
  if (lease_.use_count() > 1)
    return Error{
        Exit::kStore,
        fmt::format("the store '{}' has grown past this program's size limit while it reads; start "
                    "it again, with the same PLUMB_MAP_SIZE as the others",
                    path_)};
  const int code = mdb_env_set_mapsize(env_, 0);
  if (code != 0) return LmdbError(code, path_);
  damage_guard_->Moved(env_);
  return Ok();
}

Result<std::unique_ptr<Transaction>> Environment::Begin(unsigned flags) const {
  if (getpid() != opened_by_)
    return Error{Exit::kStore, fmt::format("the store '{}' was opened by another process", path_)};
  // The lease of one thread's transaction must be seen by another that would move the map.
  const std::lock_guard guard(begin_mutex_);
  const LmdbCall call(env_);
  MDB_txn* txn = nullptr;
  int code = mdb_txn_begin(env_, nullptr, flags, &txn);
  if (code == MDB_MAP_RESIZED) {
    PLUMB_TRY(Remap());
    code = mdb_txn_begin(env_, nullptr, flags, &txn);
  }
  if (code != 0) return LmdbError(code, path_);
  MDB_envinfo info{};
  mdb_env_info(env_, &info);
  const size_t file_size = (info.me_last_pgno + 1) * page_size_;
  const size_t largest = (flags & MDB_RDONLY) != 0 ? file_size : file_size + kLargestWrite;
  auto begun = std::make_unique<Transaction>(txn, path_, largest, lease_);
  if ((flags & MDB_RDONLY) != 0) {
    PLUMB_ASSIGN(auto packed, PackedTables::Find(*begun, tables_));
    begun->ReadPacked(std::move(packed));
  }
  return begun;
}

Result<std::unique_ptr<Transaction>> Environment::BeginRead() const {
  return Begin(MDB_RDONLY);
}

Result<Environment::Write> Environment::BeginWrite() {
  PLUMB_ASSERT(lock_file_ != nullptr);
  const Status locked = lock_file_->Acquire(LockByte::kWriter, options_.lock_deadline);
  if (!locked.ok()) return Error{locked.error()}.In(fmt::format("'{}'", path_));
  return BeginLocked();
}

Result<std::optional<Environment::Write>> Environment::TryBeginWrite(DurationMs patience) {
  PLUMB_ASSERT(lock_file_ != nullptr);
  if (!lock_file_->Acquire(LockByte::kWriter, patience).ok()) return std::optional<Write>();
  PLUMB_ASSIGN(Write write, BeginLocked());
  return std::optional(std::move(write));
}

// What a commit wrote that failed or was killed lies behind the last page of the store, which no
// snapshot has: on a full disk it is room. REQUIRES: the writer lock is held
void Environment::CutTail() const {
  MDB_envinfo info{};
  mdb_env_info(env_, &info);
  const auto end = static_cast<off_t>((info.me_last_pgno + 1) * page_size_);
  mdb_filehandle_t file = -1;
  struct stat facts {};
  if (mdb_env_get_fd(env_, &file) != 0 || fstat(file, &facts) != 0 || facts.st_size <= end) return;
  // Where it cannot be cut the next commits write over it.
  (void)!ftruncate(file, end);
}

// REQUIRES: the writer lock is held; gives it up with the Write.
Result<Environment::Write> Environment::BeginLocked() {
  HeldLock lock(*lock_file_, LockByte::kWriter);
  // This process may write for days, and readers die meanwhile.
  CheckReaders();
  CutTail();
  PLUMB_ASSIGN(auto txn, Begin(0));
  return Write{std::move(lock), std::move(txn)};
}

void Environment::CopyValue(std::string_view value, char* to) const {
  int fd = -1;
  mdb_env_get_fd(env_, &fd);
  std::optional<uint64_t> offset = damage_guard_->OffsetOf(value.data());
  while (offset && !value.empty()) {
    const ssize_t copied = pread(fd, to, value.size(), static_cast<off_t>(*offset));
    if (copied <= 0) break;
    value.remove_prefix(static_cast<size_t>(copied));
    to += copied;
    *offset += static_cast<uint64_t>(copied);
  }
  // What could not be read is met as a damaged page is.
  std::memcpy(to, value.data(), value.size());
}

}  // namespace plumb::store
