// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Plugin bundles: the one library under the names and in the folders where hosts look.
//!
//! A CLAP plugin is the library itself with another ending (on macOS inside a bundle); a VST3
//! plugin is a folder with the library at a place that names system and processor.
//! Source: Steinberg, VST 3 developer portal, "Plug-in format structure"; CLAP, `clap/entry.h`.

use std::{
    env::consts::{ARCH, DLL_PREFIX, DLL_SUFFIX, OS},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

/// What the bundles are called.
const NAME: &str = "Twobus";
const IDENTIFIER: &str = "org.twobus.twobus";

/// Builds and bundles what one would install, and says where it lies.
pub fn run() -> Result<()> {
    for bundle in bundle("release")? {
        println!("{}", bundle.display());
    }
    Ok(())
}

/// Builds the plugin in a profile (`release`, `dev`) and bundles it; gives the paths of the bundles.
pub fn bundle(profile: &str) -> Result<Vec<PathBuf>> {
    let library = build(profile)?;
    let bundled = target().join("bundled");
    let clap = bundled.join(format!("{NAME}.clap"));
    let vst3 = bundled.join(format!("{NAME}.vst3"));
    for old in [&clap, &vst3] {
        remove(old)?;
    }
    if OS == "macos" {
        for bundle in [&clap, &vst3] {
            mac_bundle(&library, bundle)?;
        }
    } else {
        copy(&library, &clap)?;
        copy(&library, &vst3.join("Contents").join(vst3_folder()).join(vst3_file()))?;
    }
    Ok(vec![clap, vst3])
}

fn build(profile: &str) -> Result<PathBuf> {
    let arguments = ["build", "--package", "plugin", "--lib", "--profile", profile];
    let status = Command::new(env!("CARGO")).args(arguments).current_dir(crate::root()).status()?;
    ensure!(status.success(), "the plugin did not build: the compiler's message stands above");
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(target().join(folder).join(format!("{DLL_PREFIX}plugin{DLL_SUFFIX}")))
}

/// Where cargo builds, whether it was told by its configuration or not.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from)
}

/// The folder that names system and processor, as VST3 spells them.
fn vst3_folder() -> String {
    match OS {
        "windows" if ARCH == "aarch64" => "arm64-win".to_owned(),
        "windows" => format!("{ARCH}-win"),
        _ => format!("{ARCH}-{OS}"),
    }
}

/// On Windows the inner file repeats the bundle's ending.
fn vst3_file() -> String {
    if OS == "windows" { format!("{NAME}.vst3") } else { format!("{NAME}{DLL_SUFFIX}") }
}

fn mac_bundle(library: &Path, bundle: &Path) -> Result<()> {
    let contents = bundle.join("Contents");
    copy(library, &contents.join("MacOS").join(NAME))?;
    fs::write(contents.join("PkgInfo"), "BNDL????")?;
    fs::write(contents.join("Info.plist"), info_plist()).context("the bundle has no room for its Info.plist")
}

fn info_plist() -> String {
    let entries = [
        ("CFBundleExecutable", NAME),
        ("CFBundleIdentifier", IDENTIFIER),
        ("CFBundleName", NAME),
        ("CFBundlePackageType", "BNDL"),
        ("CFBundleSignature", "????"),
        ("CFBundleVersion", env!("CARGO_PKG_VERSION")),
    ];
    let lines = entries.map(|(key, value)| format!("<key>{key}</key><string>{value}</string>\n")).concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\"><dict>\n{lines}</dict></plist>\n"
    )
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().context("a bundle lies in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

/// Removes what an earlier run left, so that nothing stale is loaded.
fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}: close the host that uses it", path.display()))
        }
        _ => Ok(()),
    }
}
