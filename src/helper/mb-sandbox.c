#include "mb-sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The helper shuts itself in before it looks at the first byte: it can compute, use memory, read
 * its input and write its answer, and nothing else. */

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ADDRESS_SANITIZER 1
#else
#define HAS_ADDRESS_SANITIZER 0
#endif

#if defined(__x86_64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#define OUR_ARCHITECTURE 0
#endif

static gboolean
limit (int resource, guint64 value)
{
  const struct rlimit limits = {value, value};

  return setrlimit (resource, &limits) == 0;
}

/* The address sanitizer reserves terabytes of addresses; there its own option limits memory. */
static gboolean
set_limits (guint64 memory_bytes, guint processor_seconds)
{
  gboolean memory = HAS_ADDRESS_SANITIZER || limit (RLIMIT_AS, memory_bytes);

  return memory && limit (RLIMIT_CPU, processor_seconds) && limit (RLIMIT_NOFILE, 16) &&
         limit (RLIMIT_FSIZE, 0) && limit (RLIMIT_CORE, 0);
}

/* A rule set without a rule: everything that it handles is refused. Older kernels handle less. */
static gboolean
refuse_files (void)
{
  struct landlock_ruleset_attr attributes = {0};
  long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  long rules;
  gboolean done;

  if (version < 1)
    return FALSE;

  attributes.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  if (version >= 2)
    attributes.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3)
    attributes.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
  if (version >= 4)
    attributes.handled_access_net = LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP;
  rules = syscall (SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
  if (rules < 0)
    return FALSE;

  done = syscall (SYS_landlock_restrict_self, rules, 0) == 0;
  close ((int) rules);

  return done;
}

/* Calls that cannot reach anything outside the process but what is open already. */
static const long allowed[] = {
  SYS_read,         SYS_write,           SYS_writev,        SYS_close,
  SYS_lseek,        SYS_fstat,           SYS_mmap,          SYS_munmap,
  SYS_mremap,       SYS_mprotect,        SYS_madvise,       SYS_brk,
  SYS_futex,        SYS_getrandom,       SYS_clock_gettime, SYS_gettimeofday,
  SYS_rt_sigaction, SYS_rt_sigprocmask,  SYS_sigaltstack,   SYS_rt_sigreturn,
  SYS_exit,         SYS_exit_group,      SYS_getpid,        SYS_gettid,
  SYS_tgkill,       SYS_set_robust_list, SYS_sched_yield,   SYS_restart_syscall,
};

#define N_HEAD 4
#define N_TAIL 2

/* Everything else fails with EPERM, so that a library that would look for a file goes on without
 * it; a call by another architecture's numbers ends the process. */
static gboolean
refuse_calls (void)
{
  struct sock_filter filter[N_HEAD + G_N_ELEMENTS (allowed) + N_TAIL] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, arch)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCHITECTURE, 1, 0),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
  };
  const struct sock_fprog program = {G_N_ELEMENTS (filter), filter};
  guint n = N_HEAD;

  if (OUR_ARCHITECTURE == 0)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    filter[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) allowed[i],
                                                 (guint8) (G_N_ELEMENTS (allowed) - i), 0);
  filter[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  filter[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW);

  return prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/**
 * mb_sandbox_enter:
 * @memory_bytes: how much memory the process may have
 * @processor_seconds: how long it may compute
 *
 * Shuts the process in, for good. What the kernel does not offer is not held: the answer says so
 * and the caller decides.
 *
 * Returns: what holds now
 */
MbSandbox
mb_sandbox_enter (guint64 memory_bytes, guint processor_seconds)
{
  MbSandbox held = 0;

  if (set_limits (memory_bytes, processor_seconds))
    held |= MB_SANDBOX_LIMITS;
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return held;
  if (refuse_files ())
    held |= MB_SANDBOX_LANDLOCK;
  if (refuse_calls ())
    held |= MB_SANDBOX_SECCOMP;

  return held;
}
