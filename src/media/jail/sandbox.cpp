#include "media/jail/sandbox.h"

#include "base/error.h"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace atelier::media {

namespace {

[[maybe_unused]] constexpr rlim_t memoryBytes = rlim_t{2} << 30;
// Of one worker with all its jobs. By the clock a job, or a step of a long one, has 30 seconds.
constexpr rlim_t cpuSeconds = rlim_t{45} * 60;
constexpr rlim_t openFiles = 64;
constexpr rlim_t threads = 4096;  // counted per user, so it cannot be tight

// Read by the renderers of text in SVG and PDF; the same on every machine and nobody's secret.
constexpr std::array fontFolders{"/usr/share/fonts", "/etc/fonts", "/usr/share/fontconfig",
                                 "/var/cache/fontconfig", "/usr/share/poppler"};

void limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

void limitResources() {
#if !defined(ATELIER_SANITIZED)  // the shadow memory of a sanitizer is larger than any sane limit
  limit(RLIMIT_AS, memoryBytes);
#endif
  limit(RLIMIT_CPU, cpuSeconds);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, openFiles);
  limit(RLIMIT_NPROC, threads);
}

int landlockVersion() {
  return static_cast<int>(
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION));
}

void allowReading(int rules, const char* folder) {
  const int fd = ::open(folder, O_PATH | O_CLOEXEC);
  if (fd < 0) return;
  landlock_path_beneath_attr beneath{};
  beneath.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  beneath.parent_fd = fd;
  ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
  ::close(fd);
}

bool enterLandlock() {
  if (landlockVersion() < 1) return false;
  landlock_ruleset_attr all{};
  all.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // everything of version 1
  const int rules = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0));
  if (rules < 0) return false;
  for (const auto* folder : fontFolders) allowReading(rules, folder);
  const bool done = ::syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  ::close(rules);
  return done;
}

// What decoders need between input and answer: memory, their own threads, reading what is open.
constexpr std::array allowed{SCMP_SYS(read),
                             SCMP_SYS(pread64),
                             SCMP_SYS(readv),
                             SCMP_SYS(preadv),
                             SCMP_SYS(write),
                             SCMP_SYS(writev),
                             SCMP_SYS(lseek),
                             SCMP_SYS(close),
                             SCMP_SYS(fstat),
                             SCMP_SYS(dup),
                             SCMP_SYS(dup3),
                             SCMP_SYS(recvmsg),
                             SCMP_SYS(sendmsg),
                             SCMP_SYS(poll),
                             SCMP_SYS(ppoll),
                             SCMP_SYS(brk),
                             SCMP_SYS(munmap),
                             SCMP_SYS(mremap),
                             SCMP_SYS(madvise),
                             SCMP_SYS(futex),
                             SCMP_SYS(sched_yield),
                             SCMP_SYS(sched_getaffinity),
                             SCMP_SYS(set_robust_list),
                             SCMP_SYS(rseq),
                             SCMP_SYS(getrandom),
                             SCMP_SYS(clock_gettime),
                             SCMP_SYS(clock_nanosleep),
                             SCMP_SYS(nanosleep),
                             SCMP_SYS(gettimeofday),
                             SCMP_SYS(gettid),
                             SCMP_SYS(getpid),
                             SCMP_SYS(rt_sigaction),
                             SCMP_SYS(rt_sigprocmask),
                             SCMP_SYS(rt_sigreturn),
                             SCMP_SYS(sigaltstack),
                             SCMP_SYS(exit),
                             SCMP_SYS(exit_group),
                             SCMP_SYS(getrusage),
                             SCMP_SYS(sysinfo),
                             SCMP_SYS(uname),
                             SCMP_SYS(alarm),
                             SCMP_SYS(setitimer),
                             SCMP_SYS(times),
                             SCMP_SYS(getcpu),
                             SCMP_SYS(getuid),
                             SCMP_SYS(geteuid),
                             SCMP_SYS(getgid),
                             SCMP_SYS(getegid),
                             SCMP_SYS(eventfd2),
                             SCMP_SYS(pipe2),
                             SCMP_SYS(restart_syscall),
                             SCMP_SYS(membarrier),
                             SCMP_SYS(getdents64),
                             SCMP_SYS(fstatfs),
                             SCMP_SYS(fadvise64),
                             SCMP_SYS(arch_prctl)};

// No decoder asks for these by mistake: whoever does is an intruder, and the worker dies at once.
constexpr std::array deadly{SCMP_SYS(execve),
                            SCMP_SYS(execveat),
                            SCMP_SYS(socket),
                            SCMP_SYS(connect),
                            SCMP_SYS(bind),
                            SCMP_SYS(listen),
                            SCMP_SYS(accept),
                            SCMP_SYS(accept4),
                            SCMP_SYS(ptrace),
                            SCMP_SYS(process_vm_readv),
                            SCMP_SYS(process_vm_writev),
                            SCMP_SYS(kill),
                            SCMP_SYS(fork),
                            SCMP_SYS(vfork),
                            SCMP_SYS(mount),
                            SCMP_SYS(unshare),
                            SCMP_SYS(setns),
                            SCMP_SYS(bpf),
                            SCMP_SYS(io_uring_setup),
                            SCMP_SYS(userfaultfd),
                            SCMP_SYS(keyctl),
                            SCMP_SYS(init_module),
                            SCMP_SYS(perf_event_open)};

// Of fcntl no more than this: F_SETOWN with F_SETSIG would let the kernel send any signal to the
// parent.
constexpr std::array harmlessFileCommands{F_GETFD, F_SETFD, F_GETFL, F_DUPFD, F_DUPFD_CLOEXEC};

/// A condition on one argument of a call (libseccomp's own macros are C only).
scmp_arg_cmp argument(unsigned index, std::uint64_t value) {
  return {index, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp masked(unsigned index, std::uint64_t mask, std::uint64_t value) {
  return {index, SCMP_CMP_MASKED_EQ, mask, value};
}

class Filter {
 public:
  // Everything else fails as if it were not permitted: libraries look for files and settings and
  // can do without.
  Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM))) {}
  ~Filter() { seccomp_release(context_); }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  void allow(int call) { ok_ = ok_ && seccomp_rule_add(context_, SCMP_ACT_ALLOW, call, 0) == 0; }
  void allow(int call, scmp_arg_cmp when) {
    ok_ = ok_ && seccomp_rule_add(context_, SCMP_ACT_ALLOW, call, 1, when) == 0;
  }
  void kill(int call) {
    ok_ = ok_ && seccomp_rule_add(context_, SCMP_ACT_KILL_PROCESS, call, 0) == 0;
  }
  void refuse(int call, int error) {
    const auto action = SCMP_ACT_ERRNO(static_cast<unsigned>(error));
    ok_ = ok_ && seccomp_rule_add(context_, action, call, 0) == 0;
  }
  bool load() { return ok_ && seccomp_load(context_) == 0; }

 private:
  scmp_filter_ctx context_;
  bool ok_ = true;
};

bool enterSeccomp(bool mayOpen) {
  Filter filter;
  for (const auto call : allowed) filter.allow(call);
  for (const auto call : deadly) filter.kill(call);
  // Threads, but no processes. clone3 hides its flags behind a pointer: glibc falls back to clone.
  filter.refuse(SCMP_SYS(clone3), ENOSYS);
  filter.allow(SCMP_SYS(clone), masked(0, CLONE_THREAD, CLONE_THREAD));
  // Memory that can be executed is for intruders; libvips was told to do without its compiler.
  filter.allow(SCMP_SYS(mmap), masked(2, PROT_EXEC, 0));
  filter.allow(SCMP_SYS(mprotect), masked(2, PROT_EXEC, 0));
  filter.allow(SCMP_SYS(newfstatat), masked(3, AT_EMPTY_PATH, AT_EMPTY_PATH));
  filter.allow(SCMP_SYS(prlimit64), argument(2, 0));  // asking, not setting
  filter.allow(SCMP_SYS(prctl), argument(0, PR_SET_NAME));
  // abort() signals its own process; with any other number this would reach the parent.
  filter.allow(SCMP_SYS(tgkill), argument(0, static_cast<std::uint64_t>(::getpid())));
  for (const auto command : harmlessFileCommands) {
    filter.allow(SCMP_SYS(fcntl), argument(1, static_cast<std::uint64_t>(command)));
  }
  if (mayOpen) {  // fonts, by the rules of Landlock
    filter.allow(SCMP_SYS(openat), masked(2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY));
    filter.allow(SCMP_SYS(open), masked(1, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY));
  } else {
    filter.refuse(SCMP_SYS(openat), EACCES);
    filter.refuse(SCMP_SYS(open), EACCES);
  }
  return filter.load();
}

}  // namespace

Walls offered() { return {landlockVersion() >= 1, ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0}; }

Walls enter() {
  Walls walls;
  limitResources();
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    throw Error{Code::JailUnavailable, "The kernel does not let a process give up its privileges.",
                "Media is kept but not looked at."};
  }
  walls.landlock = enterLandlock();
  walls.seccomp = enterSeccomp(walls.landlock);
  if (!walls.seccomp) {
    throw Error{Code::JailUnavailable, "The kernel offers no seccomp filter.",
                "Media is kept but not looked at."};
  }
  return walls;
}

}  // namespace atelier::media
