//! A sealed stream: AES-256-GCM in chunks of one mebibyte, so that memory stays flat whatever the size.
//!
//! `CMISBAK1 | key id (8 hex digits) | salt (32) | chunk…`, each chunk `last (1) | length (4, big endian) | ciphertext`.
//! The stream's key is derived from the installation's key and the salt; a chunk's nonce is its number and whether it is
//! the last one; the head is associated data of every chunk. So chunks cannot be changed, moved, dropped or cut off.

use std::io::{self, ErrorKind, Read, Write};

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use cmis_base::secret::{KeyRing, hmac, random_bytes};

const MAGIC: &[u8; 8] = b"CMISBAK1";
const KEY_ID: usize = 8;
const SALT: usize = 32;
const HEAD: usize = MAGIC.len() + KEY_ID + SALT;
const CHUNK: usize = 1 << 20;
const TAG: usize = 16;
/// What the installation's keys are derived for.
const PURPOSE: &str = "backup";

/// The backup is sealed with a key that this installation does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "The backup is sealed with the key {needed}, and this installation has {}; put that key into its key file and try again.",
    have.join(", ")
)]
pub struct ForeignKey {
    /// The id of the key that is needed.
    pub needed: String,
    /// The ids of the keys that are there, newest first.
    pub have: Vec<String>,
}

struct Cipher {
    cipher: Aes256Gcm,
    head: [u8; HEAD],
    next: u32,
}

impl Cipher {
    fn new(key: &[u8; 32], head: [u8; HEAD]) -> Self {
        let key = hmac(key, &head[HEAD - SALT..]);
        Self { cipher: Aes256Gcm::new(&key.into()), head, next: 0 }
    }

    /// The nonce of the next chunk: never used twice under the key, which is the stream's own.
    fn nonce(&mut self, is_last: bool) -> io::Result<[u8; 12]> {
        let mut nonce = [0_u8; 12];
        nonce[7..11].copy_from_slice(&self.next.to_be_bytes());
        nonce[11] = u8::from(is_last);
        self.next = self.next.checked_add(1).ok_or_else(|| io::Error::other("a backup holds 4 PiB at most"))?;
        Ok(nonce)
    }
}

/// Seals what is written into it. Without [`SealedWriter::finish`] the stream does not open.
pub(super) struct SealedWriter<W> {
    inner: W,
    cipher: Cipher,
    buffer: Vec<u8>,
}

impl<W: Write> SealedWriter<W> {
    /// Starts a stream under the newest key.
    pub fn new(mut inner: W, keys: &KeyRing) -> io::Result<Self> {
        let mut head = [0_u8; HEAD];
        head[..8].copy_from_slice(MAGIC);
        head[8..16].copy_from_slice(keys.fingerprint().as_bytes());
        head[16..].copy_from_slice(&random_bytes::<SALT>());
        inner.write_all(&head)?;
        Ok(Self { inner, cipher: Cipher::new(&keys.derive(PURPOSE), head), buffer: Vec::with_capacity(CHUNK) })
    }

    fn write_chunk(&mut self, is_last: bool) -> io::Result<()> {
        let nonce = self.cipher.nonce(is_last)?;
        let sealed = self
            .cipher
            .cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: &self.buffer, aad: &self.cipher.head })
            .map_err(|_| io::Error::other("a chunk could not be sealed"))?;
        let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
        self.inner.write_all(&[u8::from(is_last)])?;
        self.inner.write_all(&length.to_be_bytes())?;
        self.inner.write_all(&sealed)?;
        self.buffer.clear();
        Ok(())
    }

    /// Writes the last chunk and gives back what is below.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_chunk(true)?;
        self.inner.flush()?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for SealedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.len() == CHUNK {
            self.write_chunk(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(()) // a chunk is written when it is full
    }
}

/// Opens a sealed stream while it is read. Every byte it gives has been authenticated.
pub(super) struct SealedReader<R> {
    inner: R,
    cipher: Cipher,
    chunk: Vec<u8>,
    at: usize,
    is_over: bool,
}

impl<R: Read> SealedReader<R> {
    /// Reads the head. [`ForeignKey`] when the stream needs a key that is not in the ring.
    pub fn new(mut inner: R, keys: &KeyRing) -> anyhow::Result<Self> {
        let mut head = [0_u8; HEAD];
        inner.read_exact(&mut head).map_err(|_| anyhow::anyhow!("The file is not a backup of cmis."))?;
        anyhow::ensure!(head.starts_with(MAGIC), "The file is not a backup of cmis, or one of a newer version.");
        let needed = String::from_utf8_lossy(&head[8..8 + KEY_ID]).into_owned();
        let have = keys.fingerprints();
        let Some(index) = have.iter().position(|id| *id == needed) else {
            return Err(ForeignKey { needed, have }.into());
        };
        let cipher = Cipher::new(&keys.derive_all(PURPOSE)[index], head);
        Ok(Self { inner, cipher, chunk: Vec::new(), at: 0, is_over: false })
    }

    fn read_chunk(&mut self) -> io::Result<()> {
        let mut head = [0_u8; 5];
        self.inner.read_exact(&mut head).map_err(|_| damaged("it is cut off"))?;
        let is_last = head[0] == 1;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if !(TAG..=CHUNK + TAG).contains(&length) {
            return Err(damaged("a chunk has an impossible length"));
        }
        let mut sealed = vec![0_u8; length];
        self.inner.read_exact(&mut sealed).map_err(|_| damaged("it is cut off"))?;
        let nonce = self.cipher.nonce(is_last)?;
        self.chunk = self
            .cipher
            .cipher
            .decrypt(&Nonce::from(nonce), Payload { msg: &sealed, aad: &self.cipher.head })
            .map_err(|_| damaged("a chunk was changed"))?;
        self.at = 0;
        self.is_over = is_last;
        Ok(())
    }
}

impl<R: Read> Read for SealedReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.chunk.len() {
            if self.is_over {
                return Ok(0);
            }
            self.read_chunk()?;
        }
        let given = into.len().min(self.chunk.len() - self.at);
        into[..given].copy_from_slice(&self.chunk[self.at..self.at + given]);
        self.at += given;
        Ok(given)
    }
}

pub(super) fn damaged(how: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("The backup is damaged: {how}."))
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, HEAD, KeyRing, Read, SealedReader, SealedWriter, TAG, Write};

    fn seal(keys: &KeyRing, content: &[u8]) -> Vec<u8> {
        let mut writer = SealedWriter::new(Vec::new(), keys).expect("head");
        writer.write_all(content).expect("in memory");
        writer.finish().expect("in memory")
    }

    fn open(keys: &KeyRing, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut content = Vec::new();
        SealedReader::new(sealed, keys)?.read_to_end(&mut content)?;
        Ok(content)
    }

    #[test]
    fn what_was_sealed_opens_whatever_its_size_and_nothing_else_does() {
        let keys = KeyRing::parse([KeyRing::generate().as_str()]).expect("a key");
        for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7] {
            let content: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            let sealed = seal(&keys, &content);
            assert!(open(&keys, &sealed).expect("opens") == content, "{size}");
            for cut in [sealed.len() - 1, HEAD, HEAD - 1] {
                assert!(open(&keys, &sealed[..cut]).is_err(), "{size} cut at {cut}");
            }
            for at in [9, 20, HEAD, HEAD + 1, HEAD + 6, sealed.len() - 1] {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert!(open(&keys, &changed).is_err(), "{size} changed at {at}");
            }
        }
    }

    #[test]
    fn chunks_cannot_change_places_or_be_left_out() {
        let keys = KeyRing::parse([KeyRing::generate().as_str()]).expect("a key");
        let sealed = seal(&keys, &vec![7; 3 * CHUNK]);
        let (head, chunks) = sealed.split_at(HEAD);
        let chunks: Vec<&[u8]> = chunks.chunks(5 + CHUNK + TAG).collect();
        assert_eq!(chunks.len(), 3);
        let arranged = |order: &[usize]| {
            let body: Vec<u8> = order.iter().flat_map(|&at| chunks[at].to_vec()).collect();
            open(&keys, &[head, &body].concat())
        };
        assert!(arranged(&[0, 1, 2]).is_ok());
        for order in [&[1, 0, 2][..], &[0, 2], &[0, 1], &[2]] {
            assert!(arranged(order).is_err(), "{order:?}");
        }
    }
}
