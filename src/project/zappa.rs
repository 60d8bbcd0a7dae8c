//! `zappa_settings.json` (Zappa, "Advanced Settings").

use super::Text;
use super::config::{leave, read as read_config};
use super::model::{Project, Statement};

/// What settings of Zappa state: a function for each stage. Zappa writes its handler and the settings that it reads when
/// it packs, so a package without them would not start.
pub(super) fn read(text: &Text) -> Project {
    read_config(text, Statement::Zappa, |root, project| {
        for (stage, _) in root.own_entries() {
            let Some(id) = stage.text() else { continue };
            let why =
                "Zappa writes a handler of its own when it packs: run \"zappa package\" and drop its zip";
            leave(project, id, stage, why);
        }
    })
}
