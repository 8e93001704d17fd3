//! What is connected, over the API.

pub mod accounts;
pub mod apps;
pub mod one;
pub mod tokens;

use cmis_base::platform::Platform;

use crate::http::error::ApiError;

/// 404.
pub fn gone() -> ApiError {
    ApiError::not_found("thing-integration")
}

/// The platform of an address; 404 for a word that is none.
pub fn platform_of(word: &str) -> Result<Platform, ApiError> {
    word.parse().map_err(|_| ApiError::not_found("thing-platform"))
}
