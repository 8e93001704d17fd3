//! What the process tells its allocator.

/// Large blocks come from the system and go back to it as soon as they are free.
///
/// Left to itself glibc raises this threshold to the size of the first large block that is freed, keeps all later ones in the
/// arena of whichever thread asked, and a hundred sign-ins (19 MB a hash) leave 400 MB behind; so they leave 36 MB.
#[cfg(target_env = "gnu")]
#[expect(
    unsafe_code,
    reason = "the one setting of the allocator that has no other door; called before any thread starts"
)]
pub fn give_back() {
    const ONE_MEGABYTE: libc::c_int = 1 << 20;
    // SAFETY: mallopt takes two integers and changes a number inside the allocator; no other thread runs yet.
    unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, ONE_MEGABYTE) };
}

/// Other allocators give large blocks back by themselves.
#[cfg(not(target_env = "gnu"))]
pub fn give_back() {}
