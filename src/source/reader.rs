//! `Read + Seek` over one file of a [`Store`], through a window that keeps small reads cheap.

use super::codecs::Codecs;
use super::{FileId, Store};
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::rc::Rc;

/// Size in bytes of the aligned windows in which small reads are made.
pub const WINDOW: usize = 64 * 1024;

pub struct FileReader<'a> {
    store: &'a mut dyn Store,
    file: Option<FileId>,
    size: u64,
    position: u64,
    window: Vec<u8>,
    window_start: u64,
}

impl<'a> FileReader<'a> {
    pub fn new(store: &'a mut dyn Store, file: FileId) -> io::Result<FileReader<'a>> {
        let mut reader = FileReader::idle(store);
        reader.open(file)?;
        Ok(reader)
    }

    /// Creates a reader without a file, until one is opened.
    pub fn idle(store: &'a mut dyn Store) -> FileReader<'a> {
        FileReader { store, file: None, size: 0, position: 0, window: Vec::new(), window_start: 0 }
    }

    /// Switches to another file, or to the start of the same file.
    pub fn open(&mut self, file: FileId) -> io::Result<()> {
        if self.file != Some(file) {
            self.size = self.store.size(file)?;
            self.file = Some(file);
            self.window.clear();
        }
        self.position = 0;
        Ok(())
    }

    /// Bytes between the position and the end of the file.
    pub fn left(&self) -> u64 {
        self.size.saturating_sub(self.position)
    }

    /// Returns what decompresses the methods that zips seldom use, like [`Store::codecs`].
    pub fn codecs(&mut self) -> io::Result<Rc<dyn Codecs>> {
        self.store.codecs()
    }

    /// The bytes of the window from the position on.
    fn ahead(&self) -> &[u8] {
        self.position
            .checked_sub(self.window_start)
            .and_then(|at| self.window.get(usize::try_from(at).ok()?..))
            .unwrap_or(&[])
    }

    fn fill(&mut self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let Some(file) = self.file else { return Ok(0) };
        loop {
            match self.store.read_at(file, offset, buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }
}

impl FileReader<'_> {
    /// Loads the window that contains the position, if the file has bytes there. Windows are aligned, so that seeks
    /// back and forth near one place use the same window.
    fn load_window(&mut self) -> io::Result<()> {
        if !self.ahead().is_empty() || self.position >= self.size {
            return Ok(());
        }
        let start = self.position - self.position % WINDOW as u64;
        let length = (WINDOW as u64).min(self.size - start) as usize;
        let mut window = std::mem::take(&mut self.window);
        window.resize(length, 0);
        let mut filled = 0;
        while start + (filled as u64) <= self.position {
            match self.fill(&mut window[filled..], start + filled as u64)? {
                0 => break,
                n => filled += n,
            }
        }
        window.truncate(filled);
        self.window = window;
        self.window_start = start;
        Ok(())
    }
}

impl Read for FileReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.len() >= WINDOW && self.ahead().is_empty() {
            let left = self.size.saturating_sub(self.position);
            let length = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let length = self.fill(&mut buffer[..length], self.position)?;
            self.position += length as u64;
            return Ok(length);
        }
        let ahead = self.fill_buf()?;
        let length = ahead.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ahead[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for FileReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.load_window()?;
        Ok(self.ahead())
    }

    fn consume(&mut self, length: usize) {
        self.position += length as u64;
    }
}

impl Seek for FileReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(delta) => self.size.checked_add_signed(delta),
            SeekFrom::Current(delta) => self.position.checked_add_signed(delta),
        };
        self.position = position.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
