//! The vault: immutable bytes by their SHA-256, compressed, cut into pieces of one mebibyte. Bytes that are there already are
//! not written again. Nothing is ever changed or taken out.

use super::StoreError;
use super::bulk::Bulk;
use super::db::{Arg, Tx, args};
use crate::base::id;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::{Read, Write};

/// No row is larger than this, in bytes.
const CHUNK: usize = 1 << 20;
/// About so many bytes are handed to the database at once.
const AT_ONCE: usize = 8 << 20;

pub(super) const INSERT: Bulk = Bulk {
    head: "INSERT INTO vault (sha256, kind, size, chunks, seal) VALUES",
    row: &["$", "$", "$", "$", "$"],
    tail: "ON CONFLICT (sha256) DO NOTHING RETURNING sha256",
};

pub(super) const INSERT_CHUNK: Bulk =
    Bulk { head: "INSERT INTO vault_chunk (sha256, n, bytes) VALUES", row: &["$", "$", "$"], tail: "" };

pub(super) const WHICH: Bulk =
    Bulk { head: "SELECT sha256 FROM vault WHERE (sha256) IN (VALUES", row: &["$"], tail: ")" };

pub(super) const GET: &str = "SELECT kind, size, chunks, seal FROM vault WHERE sha256 = $1";

pub(super) const GET_CHUNKS: &str = "SELECT n, bytes FROM vault_chunk WHERE sha256 = $1 ORDER BY n";

/// Bytes as they are stored.
#[derive(Debug)]
pub(super) struct Packed {
    sha256: String,
    kind: &'static str,
    size: usize,
    seal: String,
    stored: Vec<u8>,
}

impl Packed {
    pub(super) fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// Compresses bytes. `sha256` is what they are known by.
pub(super) fn pack(sha256: String, kind: &'static str, bytes: &[u8]) -> Packed {
    // The fast level: most of what is kept is workbooks, which are compressed already, and short JSON.
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 4 + 64), Compression::fast());
    let stored = encoder.write_all(bytes).and_then(|()| encoder.finish());
    let stored = stored.unwrap_or_default(); // writing into a Vec cannot fail
    let seal = seal_of(&sha256, kind, bytes.len() as u64, &stored);
    Packed { sha256, kind, size: bytes.len(), seal, stored }
}

/// Binds the stored form together, so that any changed byte of it is seen, also one that unpacks to the same bytes.
fn seal_of(sha256: &str, kind: &str, size: u64, stored: &[u8]) -> String {
    let mut hasher = Sha256::new();
    for part in [sha256.as_bytes(), kind.as_bytes(), &size.to_be_bytes(), stored] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    id::hex(&hasher.finalize())
}

/// Writes what is not there yet.
pub(super) async fn put(tx: &mut Tx, packed: Vec<Packed>) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(packed.len() * INSERT.row.len());
    for Packed { sha256, kind, size, seal, stored } in &packed {
        rows.extend(args![sha256, *kind, *size, stored.len().div_ceil(CHUNK), seal]);
    }
    let returned = INSERT.rows(tx, rows).await?;
    let new: BTreeSet<String> = returned.iter().map(|row| row.text(0)).collect::<Result<_, _>>()?;
    let (mut chunks, mut waiting) = (Vec::new(), 0);
    for Packed { sha256, stored, .. } in packed.iter().filter(|one| new.contains(&one.sha256)) {
        for (n, chunk) in stored.chunks(CHUNK).enumerate() {
            chunks.extend(args![sha256, n, chunk.to_vec()]);
        }
        waiting += stored.len();
        if waiting >= AT_ONCE {
            INSERT_CHUNK.run(tx, std::mem::take(&mut chunks)).await?;
            waiting = 0;
        }
    }
    INSERT_CHUNK.run(tx, chunks).await?;
    Ok(())
}

/// Which of these are there already.
pub(super) async fn which(tx: &mut Tx, sha256: &BTreeSet<&str>) -> Result<BTreeSet<String>, StoreError> {
    let rows = WHICH.rows(tx, sha256.iter().map(|sha256| Arg::from(*sha256)).collect()).await?;
    rows.iter().map(|row| row.text(0)).collect()
}

/// The bytes known by `sha256`; `None` when there are none.
pub(super) async fn get(tx: &mut Tx, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    match inspect(tx, sha256).await? {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Trouble::Missing) => Ok(None),
        Err(Trouble::Damaged(why)) => Err(StoreError::Vault { sha256: sha256.to_string(), why }),
    }
}

/// Why bytes cannot be had.
#[derive(Debug)]
pub(super) enum Trouble {
    Missing,
    Damaged(String),
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Trouble::Missing => f.write_str("it is missing from the vault"),
            Trouble::Damaged(why) => f.write_str(why),
        }
    }
}

/// The bytes, checked in every way there is.
pub(super) async fn inspect(tx: &mut Tx, sha256: &str) -> Result<Result<Vec<u8>, Trouble>, StoreError> {
    let Some(row) = tx.row(GET, args![sha256]).await? else { return Ok(Err(Trouble::Missing)) };
    let damaged = |why: &str| Ok(Err(Trouble::Damaged(why.to_string())));
    let (Ok(kind), Ok(size), Ok(chunks), Ok(seal)) = (row.text(0), row.count(1), row.count(2), row.text(3)) else {
        return damaged("its row cannot be read");
    };
    let rows = tx.rows(GET_CHUNKS, args![sha256]).await?;
    if rows.len() as u64 != chunks {
        return damaged("pieces of it are missing, or there are too many");
    }
    let mut stored = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        match (row.count(0), row.bytes(1)) {
            (Ok(number), Ok(bytes)) if number == n as u64 => stored.extend(bytes),
            _ => return damaged("its pieces are out of order or cannot be read"),
        }
    }
    if seal_of(sha256, &kind, size, &stored) != seal {
        return damaged("its stored form was changed");
    }
    let mut bytes = Vec::new();
    // One byte more than it should have, so that a bomb stops here and is found.
    let read = ZlibDecoder::new(stored.as_slice()).take(size.saturating_add(1)).read_to_end(&mut bytes);
    if read.is_err() || bytes.len() as u64 != size || id::sha256_hex(&bytes) != sha256 {
        return damaged("its bytes do not give its hash");
    }
    Ok(Ok(bytes))
}
