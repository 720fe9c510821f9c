// A library for LD_PRELOAD that hides AVX-512, VNNI, BF16, FP16 and AMX from CPUID. The kernel traps CPUID for this process (arch_prctl
// ARCH_SET_CPUID); the handler runs the instruction, clears the features' bits, and passes every other SIGSEGV on to the program's own handler.
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <dlfcn.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <cpuid.h>
#define ARCH_SET_CPUID 0x1012
static struct sigaction other; // what the program set for SIGSEGV
static int active;
static int (*real_sigaction)(int, const struct sigaction *, struct sigaction *);

static void set(int on) { syscall(SYS_arch_prctl, ARCH_SET_CPUID, on); }

static void handler(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    uint8_t *ip = (uint8_t *)uc->uc_mcontext.gregs[REG_RIP];
    if (info->si_code == SI_KERNEL && ip && ip[0] == 0x0f && ip[1] == 0xa2)
    {
        uint32_t leaf = uc->uc_mcontext.gregs[REG_RAX], sub = uc->uc_mcontext.gregs[REG_RCX], a, b, c, d;
        set(1);
        __cpuid_count(leaf, sub, a, b, c, d);
        set(0);
        if (leaf == 7 && sub == 0)
        {
            b &= ~((1u << 16) | (1u << 17) | (1u << 21) | (1u << 26) | (1u << 27) | (1u << 28) | (1u << 30) | (1u << 31));
            c &= ~((1u << 1) | (1u << 6) | (1u << 11) | (1u << 12) | (1u << 14));
            d &= ~((1u << 2) | (1u << 3) | (1u << 8) | (1u << 22) | (1u << 23) | (1u << 24) | (1u << 25));
        }
        if (leaf == 7 && sub == 1) { a &= ~((1u << 4) | (1u << 5) | (1u << 21) | (1u << 23)); d &= ~((1u << 4) | (1u << 5) | (1u << 8) | (1u << 10) | (1u << 19)); }
        uc->uc_mcontext.gregs[REG_RAX] = a; uc->uc_mcontext.gregs[REG_RBX] = b;
        uc->uc_mcontext.gregs[REG_RCX] = c; uc->uc_mcontext.gregs[REG_RDX] = d;
        uc->uc_mcontext.gregs[REG_RIP] += 2;
        return;
    }
    if (other.sa_flags & SA_SIGINFO && other.sa_sigaction) { other.sa_sigaction(sig, info, context); return; }
    if (other.sa_handler && other.sa_handler != SIG_DFL && other.sa_handler != SIG_IGN) { other.sa_handler(sig); return; }
    struct sigaction dfl = { .sa_handler = SIG_DFL };
    real_sigaction(SIGSEGV, &dfl, 0);
}

int sigaction(int sig, const struct sigaction *act, struct sigaction *old)
{
    if (!real_sigaction) real_sigaction = dlsym(RTLD_NEXT, "sigaction");
    if (sig != SIGSEGV || !active) return real_sigaction(sig, act, old);
    if (old) *old = other;
    if (act) other = *act;
    return 0;
}
__attribute__((constructor)) static void start(void)
{
    if (!real_sigaction) real_sigaction = dlsym(RTLD_NEXT, "sigaction");
    struct sigaction mine = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
    sigemptyset(&mine.sa_mask);
    real_sigaction(SIGSEGV, &mine, &other);
    active = 1;
    if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0) != 0) { perror("CPUID faulting"); _exit(99); }
}
