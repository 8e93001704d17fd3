//! The entries inside a sealed stream, written and read front to back without knowing their sizes beforehand.
//!
//! `1 | name length (2) | name | (length (4) | bytes)… | 0 (4)` per entry, `0` at the end; numbers are big endian. The
//! last entry is the manifest, which has the size and SHA-256 of all others.

use std::collections::HashMap;
use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

use super::sealed::damaged;
use super::{Manifest, Part};

pub(super) const MANIFEST: &str = "manifest.json";
const FRAME: usize = 1 << 16;

/// Writes entries.
pub(super) struct ArchiveWriter<W> {
    inner: W,
    parts: Vec<Part>,
}

impl<W: Write> ArchiveWriter<W> {
    pub fn new(inner: W) -> Self {
        Self { inner, parts: Vec::new() }
    }

    /// Adds everything that `content` gives.
    pub fn add(&mut self, name: &str, content: &mut impl Read) -> io::Result<()> {
        let part = self.write_entry(name, content)?;
        self.parts.push(part);
        Ok(())
    }

    /// Adds the manifest, whose parts are those added so far, and gives back what is below.
    pub fn finish(mut self, mut manifest: Manifest) -> io::Result<(W, Manifest)> {
        manifest.parts = std::mem::take(&mut self.parts);
        let text = serde_json::to_vec(&manifest)?;
        self.write_entry(MANIFEST, &mut text.as_slice())?;
        self.inner.write_all(&[0])?;
        Ok((self.inner, manifest))
    }

    fn write_entry(&mut self, name: &str, content: &mut impl Read) -> io::Result<Part> {
        let length = u16::try_from(name.len()).map_err(io::Error::other)?;
        self.inner.write_all(&[1])?;
        self.inner.write_all(&length.to_be_bytes())?;
        self.inner.write_all(name.as_bytes())?;
        let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
        let mut frame = vec![0_u8; FRAME];
        loop {
            let read = match content.read(&mut frame) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            hash.update(&frame[..read]);
            bytes += read as u64;
            self.inner.write_all(&u32::try_from(read).map_err(io::Error::other)?.to_be_bytes())?;
            self.inner.write_all(&frame[..read])?;
        }
        self.inner.write_all(&0_u32.to_be_bytes())?;
        Ok(Part { name: name.to_owned(), bytes, sha256: hex::encode(hash.finalize()) })
    }
}

/// Reads every entry, hands those before the manifest to `visit`, and checks sizes and sums against the manifest.
/// `visit` need not read an entry to its end.
pub(super) fn read_all(
    mut inner: impl Read,
    mut visit: impl FnMut(&str, &mut dyn Read) -> anyhow::Result<()>,
) -> anyhow::Result<Manifest> {
    let mut seen: HashMap<String, (u64, String)> = HashMap::new();
    let mut manifest: Option<Manifest> = None;
    while read_array::<1>(&mut inner)? == [1] {
        let length = u16::from_be_bytes(read_array(&mut inner)?);
        let mut name = vec![0_u8; usize::from(length)];
        inner.read_exact(&mut name)?;
        let name = String::from_utf8(name).map_err(|_| damaged("an entry has no readable name"))?;
        let mut entry = Entry { inner: &mut inner, left: 0, is_over: false, hash: Sha256::new(), bytes: 0 };
        if name == MANIFEST {
            let mut text = Vec::new();
            entry.read_to_end(&mut text)?;
            manifest = Some(serde_json::from_slice(&text).map_err(|_| damaged("its manifest cannot be read"))?);
        } else {
            visit(&name, &mut entry)?;
            io::copy(&mut entry, &mut io::sink())?;
            let sum = hex::encode(std::mem::take(&mut entry.hash).finalize());
            seen.insert(name, (entry.bytes, sum));
        }
    }
    // To the end of the stream: its last chunk says that nothing was cut off.
    anyhow::ensure!(io::copy(&mut inner, &mut io::sink())? == 0, damaged("something follows its end"));
    let manifest = manifest.ok_or_else(|| damaged("it has no manifest"))?;
    let is_whole = manifest.parts.len() == seen.len()
        && manifest.parts.iter().all(|part| seen.get(&part.name) == Some(&(part.bytes, part.sha256.clone())));
    anyhow::ensure!(is_whole, damaged("its parts do not match its manifest"));
    Ok(manifest)
}

fn read_array<const N: usize>(inner: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0_u8; N];
    inner.read_exact(&mut bytes)?;
    Ok(bytes)
}

struct Entry<'a, R> {
    inner: &'a mut R,
    left: usize,
    is_over: bool,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Entry<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() || self.is_over {
            return Ok(0);
        }
        if self.left == 0 {
            self.left = u32::from_be_bytes(read_array(self.inner)?) as usize;
            if self.left == 0 {
                self.is_over = true;
                return Ok(0);
            }
        }
        let wanted = into.len().min(self.left);
        let read = self.inner.read(&mut into[..wanted])?;
        if read == 0 {
            return Err(damaged("an entry is cut off"));
        }
        self.left -= read;
        self.bytes += read as u64;
        self.hash.update(&into[..read]);
        Ok(read)
    }
}
