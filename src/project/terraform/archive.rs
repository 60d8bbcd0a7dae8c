//! The blocks of the archive provider. They make the zips that functions refer to.

use super::module::{At, Module};
use super::value::{Each, Values, names};
use crate::collections::BTreeMap;
use crate::project::files::joined;
use hcl_edit::expr::Expression;

/// The type of the block. It is a data source, in old versions a resource.
pub const ARCHIVE: &str = "archive_file";

/// The archives of a module by the path of their zip, each with the instance that makes the zip.
#[derive(Default)]
pub struct Archives<'m>(BTreeMap<String, (At<'m>, Option<Each<'m>>)>);

impl<'m> Archives<'m> {
    /// Collects the archives of a module. `root`: the folder of the root module.
    pub fn new(module: &'m Module<'m>, root: &str, values: Values<'m>) -> Archives<'m> {
        let mut archives = BTreeMap::new();
        for archive in module.blocks("data", ARCHIVE).chain(module.blocks("resource", ARCHIVE)) {
            values.begin();
            let all = values.instances(archive);
            let all = all.map_or(vec![None], |all| all.into_iter().map(Some).collect());
            for each in all {
                let here = Values { each: each.as_ref(), ..values };
                let path = archive.argument("output_path").and_then(|output| here.text(output).ok());
                if let Some(zip) = path.and_then(|path| joined(root, &path)) {
                    archives.entry(zip).or_insert((archive, each));
                }
            }
        }
        Archives(archives)
    }

    /// Returns the archive that makes a zip, and its instance. `zip`: the path of the zip in the drop.
    pub fn making<'a>(&'a self, zip: &str) -> Option<(At<'m>, Option<&'a Each<'m>>)> {
        self.0.get(zip).map(|(archive, each)| (*archive, each.as_ref()))
    }
}

/// Returns the archive that an expression such as `data.archive_file.orders.output_path` refers to.
pub fn archive_named<'m>(filename: &Expression, values: &Values<'m>) -> Option<At<'m>> {
    match &names(filename)?[..] {
        ["data", kind, name, _] if *kind == ARCHIVE => values.index.block("data", ARCHIVE, name),
        [kind, name, _] if *kind == ARCHIVE => values.index.block("resource", ARCHIVE, name),
        _ => None,
    }
}
