//! Turning what somebody uploads into a picture: 256×256 WebP, made anew from the pixels, so that nothing else of the file
//! (place, camera, scripts behind the end) survives. Pure.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, imageops::FilterType};

/// Largest upload, in bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// What is kept.
pub const CONTENT_TYPE: &str = "image/webp";
/// Formats that are read, for the message.
pub const ACCEPTED: &str = "image/png, image/jpeg, image/webp, image/gif";
/// Width and height of what is kept, in pixels.
const SIDE: u32 = 256;
/// Widest and highest picture that is read, in pixels.
const MAX_SIDE: u32 = 8000;
/// Most memory that decoding may take, in bytes.
const MAX_MEMORY: u64 = 300 * 1024 * 1024;

/// Why an upload is no picture.
#[derive(Debug, PartialEq, Eq)]
pub enum BadPicture {
    /// None of the accepted formats, whatever its name says.
    Format,
    /// Too many pixels.
    Dimensions,
    /// Damaged.
    Broken,
}

/// Decodes, turns upright, crops to the middle square and encodes. Takes a while: not for an async thread.
pub fn normalize(bytes: &[u8]) -> Result<Vec<u8>, BadPicture> {
    let format = image::guess_format(bytes).map_err(|_| BadPicture::Format)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif) {
        return Err(BadPicture::Format);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let orientation = decoder.orientation().map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions();
    if width > MAX_SIDE || height > MAX_SIDE || decoder.total_bytes() > MAX_MEMORY {
        return Err(BadPicture::Dimensions);
    }
    let image = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    let mut image = image.resize_to_fill(SIDE, SIDE, FilterType::Triangle);
    image.apply_orientation(orientation);
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(image.to_rgba8()).write_to(&mut out, ImageFormat::WebP).map_err(|_| BadPicture::Broken)?;
    Ok(out.into_inner())
}

fn refused(error: &image::ImageError) -> BadPicture {
    match error {
        image::ImageError::Limits(_) => BadPicture::Dimensions,
        _ => BadPicture::Broken,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, GenericImageView, ImageFormat, Rgba, RgbaImage};

    use super::{BadPicture, normalize};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let image = RgbaImage::from_fn(width, height, |x, _| {
            if x < width / 2 { Rgba([255, 0, 0, 255]) } else { Rgba([0, 0, 255, 255]) }
        });
        DynamicImage::ImageRgba8(image).write_to(&mut out, ImageFormat::Png).expect("encoded");
        out.into_inner()
    }

    #[test]
    fn any_shape_becomes_a_small_square() {
        for (width, height) in [(1, 1), (600, 200), (90, 900)] {
            let kept = image::load_from_memory(&normalize(&png(width, height)).expect("a picture")).expect("webp");
            assert_eq!(kept.dimensions(), (256, 256));
        }
    }

    #[test]
    fn what_stands_behind_the_pixels_is_gone() {
        let mut upload = png(20, 20);
        upload.extend_from_slice(b"<script>alert(1)</script>");
        let kept = normalize(&upload).expect("a picture");
        assert!(!kept.windows(7).any(|part| part == b"<script"));
    }

    #[test]
    fn bombs_scripts_and_torn_files_are_refused() {
        assert_eq!(normalize(b"<svg onload=alert(1)>"), Err(BadPicture::Format));
        assert_eq!(normalize(b""), Err(BadPicture::Format));
        assert_eq!(normalize(&png(30, 30)[..60]), Err(BadPicture::Broken));
        // a header that claims 60000 × 60000 pixels
        let mut bomb = png(20, 20);
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        assert_ne!(normalize(&bomb).expect_err("refused"), BadPicture::Format);
    }
}
