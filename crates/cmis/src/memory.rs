//! The allocator of the process, and what it is told.

/// The threads that serve requests free what another one asked for: glibc's allocator makes them wait for each other there,
/// with two system calls a request, and keeps what a burst of sign-ins (19 MB a hash) took.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is free goes back to the system at once. Left to itself the allocator waits a second, and then until it is asked for
/// more: an idle server would keep half as much again.
#[expect(unsafe_code, reason = "the settings of the allocator have no other door")]
pub fn give_back() {
    /// `mi_option_purge_delay` of mimalloc.h, which the crate does not name.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: it changes a number inside the allocator; called before any other thread starts.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, 0) };
}
