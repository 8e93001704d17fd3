//! Registrations: what waits until its mail is confirmed. The addresses stand in `users/routes/register.rs`.

pub mod queries;
