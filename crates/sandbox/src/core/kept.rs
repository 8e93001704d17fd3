//! The last report of each platform, so that its next page is not counted anew. Holds one report a platform, none that is too long, and
//! none that anything changed since it was made.

use std::{any::Any, cell::RefCell, collections::BTreeMap, sync::Arc};

use cmis_base::platform::Platform;

/// Rows of the longest report that is kept.
const LONGEST: usize = 100_000;

/// Rows of some platform's own kind.
type Rows = Arc<dyn Any + Send + Sync>;

/// What is kept, each with all that it depends on.
#[derive(Default)]
pub struct Kept(RefCell<BTreeMap<Platform, (String, Rows)>>);

impl Kept {
    /// The rows of a report: those that are kept if nothing that `of` names has changed, else made and kept in their place.
    ///
    /// # Errors
    /// Those of the making.
    pub fn rows<R: Send + Sync + 'static, E>(
        &self,
        platform: Platform,
        of: String,
        make: impl FnOnce() -> Result<Vec<R>, E>,
    ) -> Result<Arc<Vec<R>>, E> {
        let found = self.0.borrow().get(&platform).filter(|(it, _)| *it == of).map(|(_, rows)| rows.clone());
        if let Some(Ok(rows)) = found.map(Arc::downcast::<Vec<R>>) {
            return Ok(rows);
        }
        let rows = Arc::new(make()?);
        let mut kept = self.0.borrow_mut();
        if rows.len() <= LONGEST {
            kept.insert(platform, (of, rows.clone()));
        } else {
            kept.remove(&platform);
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use cmis_base::platform::Platform;

    use super::{Kept, LONGEST};

    #[test]
    fn a_report_is_made_once_until_it_is_another_and_none_is_kept_that_is_too_long() {
        let (kept, made) = (Kept::default(), std::cell::Cell::new(0));
        let rows = |platform, of: &str, count| {
            let make = || {
                made.set(made.get() + 1);
                Ok::<_, ()>(vec![7_u8; count])
            };
            (kept.rows(platform, of.to_owned(), make).unwrap().len(), made.get())
        };
        assert_eq!(rows(Platform::Meta, "a", 3), (3, 1));
        assert_eq!(rows(Platform::Meta, "a", 4), (3, 1));
        assert_eq!(rows(Platform::Tiktok, "a", 4), (4, 2), "each platform has its own");
        assert_eq!(rows(Platform::Meta, "b", 5), (5, 3));
        assert_eq!(rows(Platform::Meta, "a", 6), (6, 4), "only the last one is there");
        assert_eq!(rows(Platform::Meta, "c", LONGEST + 1), (LONGEST + 1, 5));
        assert_eq!(rows(Platform::Meta, "c", 1), (1, 6));
        let other = kept.rows(Platform::Meta, "c".to_owned(), || Ok::<_, ()>(vec!["another kind"; 2])).unwrap();
        assert_eq!(other.len(), 2);
    }
}
