// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Puts the bundles where hosts look for them.
//!
//! Sources: CLAP, `clap/entry.h` (search paths); Steinberg, VST 3 developer portal, "Plug-in
//! locations" (user folders).

use std::{
    env::consts::OS,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::bundle;

/// Builds the plugin and copies it to the user's folders, or below the folder named with `--to`.
pub fn install(arguments: &[String]) -> Result<()> {
    let folders = match arguments {
        [flag, to] if flag == "--to" => {
            Folders { clap: Path::new(to).join("CLAP"), vst3: Path::new(to).join("VST3") }
        }
        [] => folders(OS, |name| std::env::var_os(name))
            .context("no home folder: set HOME, or name a folder with `--to`")?,
        _ => anyhow::bail!("usage: cargo xtask install [--to FOLDER]"),
    };
    for bundle in bundle::bundle("release")? {
        let is_clap = bundle.extension().is_some_and(|ending| ending == "clap");
        let folder = if is_clap { &folders.clap } else { &folders.vst3 };
        println!("{}", put(&bundle, folder)?.display());
    }
    Ok(())
}

/// Where plugins of a user lie.
#[derive(Debug, PartialEq)]
struct Folders {
    clap: PathBuf,
    vst3: PathBuf,
}

fn folders(os: &str, variable: impl Fn(&str) -> Option<OsString>) -> Option<Folders> {
    let base = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    Some(match os {
        "macos" => {
            let plugins = base("HOME")?.join("Library/Audio/Plug-Ins");
            Folders { clap: plugins.join("CLAP"), vst3: plugins.join("VST3") }
        }
        "windows" => {
            let common = base("LOCALAPPDATA")?.join("Programs").join("Common");
            Folders { clap: common.join("CLAP"), vst3: common.join("VST3") }
        }
        _ => {
            let home = base("HOME")?;
            Folders { clap: home.join(".clap"), vst3: home.join(".vst3") }
        }
    })
}

/// Copies a bundle beside its place, then gives it its name: a host never sees half of it.
fn put(bundle: &Path, folder: &Path) -> Result<PathBuf> {
    let name = bundle.file_name().context("a bundle has a name")?;
    let (place, draft) = (folder.join(name), folder.join(".twobus-draft"));
    let what = || {
        format!(
            "cannot write {}: close the hosts that use it, and check that you may write there",
            place.display()
        )
    };
    fs::create_dir_all(folder).with_context(what)?;
    remove(&draft).with_context(what)?;
    copy(bundle, &draft).with_context(what)?;
    remove(&place).with_context(what)?;
    fs::rename(&draft, &place).with_context(what)?;
    Ok(place)
}

fn remove(path: &Path) -> std::io::Result<()> {
    if path.is_dir() {
        fs::remove_dir_all(path)
    } else if path.exists() {
        fs::remove_file(path)
    } else {
        Ok(())
    }
}

/// Copies a file, or a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.is_file() {
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_own_folders() {
        let lookup = |name: &str| Some(OsString::from(format!("<{name}>")));
        for (os, clap, vst3) in [
            ("linux", "<HOME>/.clap", "<HOME>/.vst3"),
            ("macos", "<HOME>/Library/Audio/Plug-Ins/CLAP", "<HOME>/Library/Audio/Plug-Ins/VST3"),
            ("windows", "<LOCALAPPDATA>/Programs/Common/CLAP", "<LOCALAPPDATA>/Programs/Common/VST3"),
        ] {
            let expected = Folders { clap: PathBuf::from(clap), vst3: PathBuf::from(vst3) };
            assert_eq!(folders(os, lookup), Some(expected), "{os}");
        }
        assert_eq!(folders("linux", |_| None), None);
    }

    #[test]
    fn an_older_bundle_is_replaced_whole() {
        let scratch = std::env::temp_dir().join(format!("twobus-install-{}", std::process::id()));
        let (bundle, folder) = (scratch.join("Twobus.vst3"), scratch.join("plugins"));
        fs::create_dir_all(bundle.join("Contents")).unwrap();
        fs::write(bundle.join("Contents/new"), "2").unwrap();
        fs::create_dir_all(folder.join("Twobus.vst3/Contents")).unwrap();
        fs::write(folder.join("Twobus.vst3/Contents/old"), "1").unwrap();
        let place = put(&bundle, &folder).unwrap();
        assert!(place.join("Contents/new").is_file() && !place.join("Contents/old").exists());
        fs::remove_dir_all(scratch).unwrap();
    }
}
