//! Codes and tokens with the consent that they stand on. The addresses stand in `access/oauth/routes`.

pub mod queries;
