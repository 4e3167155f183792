#include "store_faulty_vfs.h"

#include <cstring>
#include <new>

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

namespace atelier::store::test {

namespace {

// A file of ours stands before the real one in the same piece of memory.
struct FaultyFile {
  sqlite3_file base;
  FaultyVfs* vfs;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

FaultyFile* ours(sqlite3_file* file) { return reinterpret_cast<FaultyFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return ours(file)->real(); }
const sqlite3_io_methods* calls(sqlite3_file* file) { return real(file)->pMethods; }

int writeFile(sqlite3_file* file, const void* data, int bytes, sqlite3_int64 offset) {
  const int problem = ours(file)->vfs->before(false);
  return problem != SQLITE_OK ? problem : calls(file)->xWrite(real(file), data, bytes, offset);
}

int truncateFile(sqlite3_file* file, sqlite3_int64 size) {
  const int problem = ours(file)->vfs->before(false);
  return problem != SQLITE_OK ? problem : calls(file)->xTruncate(real(file), size);
}

int syncFile(sqlite3_file* file, int flags) {
  const int problem = ours(file)->vfs->before(true);
  return problem != SQLITE_OK ? problem : calls(file)->xSync(real(file), flags);
}

const sqlite3_io_methods methods{
    2,
    [](sqlite3_file* file) { return calls(file)->xClose(real(file)); },
    [](sqlite3_file* file, void* into, int bytes, sqlite3_int64 offset) {
      return calls(file)->xRead(real(file), into, bytes, offset);
    },
    writeFile,
    truncateFile,
    syncFile,
    [](sqlite3_file* file, sqlite3_int64* size) {
      return calls(file)->xFileSize(real(file), size);
    },
    [](sqlite3_file* file, int level) { return calls(file)->xLock(real(file), level); },
    [](sqlite3_file* file, int level) { return calls(file)->xUnlock(real(file), level); },
    [](sqlite3_file* file, int* held) { return calls(file)->xCheckReservedLock(real(file), held); },
    [](sqlite3_file* file, int what, void* argument) {
      return calls(file)->xFileControl(real(file), what, argument);
    },
    [](sqlite3_file* file) { return calls(file)->xSectorSize(real(file)); },
    [](sqlite3_file* file) { return calls(file)->xDeviceCharacteristics(real(file)); },
    [](sqlite3_file* file, int page, int size, int extend, void volatile** into) {
      return calls(file)->xShmMap(real(file), page, size, extend, into);
    },
    [](sqlite3_file* file, int offset, int count, int flags) {
      return calls(file)->xShmLock(real(file), offset, count, flags);
    },
    [](sqlite3_file* file) { calls(file)->xShmBarrier(real(file)); },
    [](sqlite3_file* file, int remove) { return calls(file)->xShmUnmap(real(file), remove); },
    nullptr,
    nullptr,
};

struct Layer {
  sqlite3_vfs vfs;
  sqlite3_vfs* below;
  FaultyVfs* owner;
};

int openFile(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* outFlags) {
  auto* layer = reinterpret_cast<Layer*>(vfs);
  ours(file)->base.pMethods = nullptr;
  ours(file)->vfs = layer->owner;
  const int result = layer->below->xOpen(layer->below, name, real(file), flags, outFlags);
  if (real(file)->pMethods != nullptr) ours(file)->base.pMethods = &methods;
  return result;
}

}  // namespace

FaultyVfs::FaultyVfs() {
  static std::atomic<int> count = 0;
  name_ = fmt::format("faulty{}", ++count);
  auto* below = sqlite3_vfs_find(nullptr);
  auto* layer = new Layer{*below, below, this};
  layer->vfs.zName = name_.c_str();
  layer->vfs.szOsFile = static_cast<int>(sizeof(FaultyFile)) + below->szOsFile;
  layer->vfs.xOpen = openFile;
  sqlite3_vfs_register(&layer->vfs, 0);
}

FaultyVfs::~FaultyVfs() {
  auto* vfs = sqlite3_vfs_find(name_.c_str());
  sqlite3_vfs_unregister(vfs);
  delete reinterpret_cast<Layer*>(vfs);
}

void FaultyVfs::arm(Fault fault, long count, bool lasting) {
  fault_ = fault;
  lasting_ = lasting;
  operations_ = 0;
  at_ = count;
}

int FaultyVfs::before(bool sync) {
  const Fault fault = fault_;
  if (fault == Fault::BadSync && !sync) return SQLITE_OK;
  const long now = ++operations_;
  if (fault == Fault::None || now < at_ || (now > at_ && !lasting_)) return SQLITE_OK;
  if (fault == Fault::Kill) ::_exit(9);
  if (fault == Fault::Full) return sync ? SQLITE_OK : SQLITE_FULL;
  return fault == Fault::BadSync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
}

}  // namespace atelier::store::test
