// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Plays the bundled plugin in foreign hosts and compares it with the command line.
//!
//! The hosts are Python packages; they live in a virtual environment in the user's cache folder,
//! named after the versions they are pinned to, so that it is built once. Hosts that paint do so on
//! a screen that nobody sees, and in a home that is thrown away.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{bundle, root, screen::Screen};

/// What the hosts open, and the Debian package that has it.
const LIBRARIES: [(&str, &str); 6] = [
    ("libGL.so.1", "libgl1"),
    ("libX11.so.6", "libx11-6"),
    ("libXext.so.6", "libxext6"),
    ("libatomic.so.1", "libatomic1"),
    ("libglib-2.0.so.0", "libglib2.0-0"),
    ("libstdc++.so.6", "libstdc++6"),
];

/// What a screen that nobody sees is made of, and the Debian package that has it.
const SCREEN: [(&str, &str); 3] = [("Xvfb", "xvfb"), ("openbox", "openbox"), ("xwininfo", "x11-utils")];

/// With more heaps than one, memory that was given back looks as if somebody kept it.
const HEAPS: &str = "MALLOC_ARENA_MAX";

/// The desktop hosts, what they need to be looked at and dropped on, and their Debian packages.
const DESKTOP: [(&str, &str); 6] = [
    ("ardour", "ardour"),
    ("qtractor", "qtractor"),
    ("import", "imagemagick"),
    ("jackd", "jackd2"),
    ("xdotool", "xdotool"),
    ("python3", "gir1.2-gtk-3.0 python3-gi"),
];

/// The hosts that every machine can have; with `desktop` also those that a musician has.
pub fn run(arguments: &[String]) -> Result<()> {
    let before = changed_files();
    match arguments {
        [] => hosts(),
        [word] if word == "desktop" => hosts().and_then(|()| desktop()),
        _ => bail!("usage: cargo xtask hosts [desktop]"),
    }?;
    let after = changed_files();
    ensure!(before == after, "the hosts wrote into the checkout; `git status` says:\n{after}");
    Ok(())
}

/// Plays the bundled plugin in Ardour and Qtractor, which are installed first if they are missing.
fn desktop() -> Result<()> {
    let missing = missing_programs(&DESKTOP);
    if !missing.is_empty() || !Path::new("/usr/lib/python3/dist-packages/gi").exists() {
        install(&DESKTOP.map(|(_, package)| package))?;
    }
    let pictures = bundle::target().join("hosts");
    // The hosts add their rows to it; at the first run there is none to remove.
    let _ = fs::remove_file(pictures.join("table.md"));
    let bundled = bundle::target().join("bundled");
    let binary = bundle::target().join("release").join("twobus");
    let script = |name: &str| root().join("tests/hosts").join(name);
    let mut ardour = Command::new(python()?);
    let ardour = ardour.arg(script("ardour.py")).arg(bundled.join("Twobus.vst3")).arg(binary).arg(&pictures);
    let mut qtractor = Command::new(python()?);
    let qtractor = qtractor.arg(script("qtractor.py")).arg(bundled.join("Twobus.clap")).arg(&pictures);
    command(ardour).and(command(qtractor))
}

/// What `git` knows to be changed; nothing where there is no `git`.
fn changed_files() -> String {
    let status = Command::new("git").args(["status", "--porcelain"]).current_dir(root()).output();
    status.map_or_else(|_| String::new(), |status| String::from_utf8_lossy(&status.stdout).into_owned())
}

/// Builds the release bundle and the command line, then runs `tests/hosts/hosts.py` on them.
pub fn hosts() -> Result<()> {
    let bundles = bundle::bundle("release")?;
    let vst3 = bundles.iter().find(|path| path.extension().is_some_and(|kind| kind == "vst3"));
    let vst3 = vst3.context("the bundle has no VST3")?;
    command(Command::new(env!("CARGO")).args(["build", "--release", "--package", "cli"]).current_dir(root()))?;
    let binary = bundle::target().join("release").join(format!("twobus{}", env::consts::EXE_SUFFIX));
    libraries()?;
    command(Command::new(python()?).arg(root().join("tests/hosts/hosts.py")).arg(vst3).arg(binary))?;
    editors(vst3)
}

/// Opens and closes editors on a screen that nobody sees; elsewhere than on Linux says that it did not.
fn editors(vst3: &Path) -> Result<()> {
    if env::consts::OS != "linux" {
        println!("skipped: editors are opened and closed on Linux only");
        return Ok(());
    }
    let missing = missing_programs(&SCREEN);
    if !missing.is_empty() {
        install(&missing)?;
    }
    let screen = Screen::open()?;
    // Built as `cargo xtask check` builds it, so that nothing is built twice.
    let test = ["test", "--workspace", "--features", "plugin/assert_process_allocs", "--test", "clap_host", "--"];
    let alone = ["--ignored", "--nocapture", "--test-threads", "1"];
    let mut clap = Command::new(env!("CARGO"));
    command(screen.show(clap.args(test).args(alone).current_dir(root())).env(HEAPS, "1"))?;
    let mut python = Command::new(python()?);
    command(screen.show(python.arg(root().join("tests/hosts/openings.py")).arg(vst3)).env(HEAPS, "1"))
}

/// Installs what is missing where that is possible, and says what is missing where it is not.
fn libraries() -> Result<()> {
    let missing = missing_packages()?;
    if missing.is_empty() {
        return Ok(());
    }
    install(&missing)
}

fn install(packages: &[&str]) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        let command = command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command.status().is_ok_and(|status| status.success())
    };
    // A fresh machine knows no packages before the first update.
    let packages: Vec<&str> = packages.iter().flat_map(|packages| packages.split(' ')).collect();
    let installed =
        apt(&["update", "--quiet"]) && apt(&[&["install", "--yes", "--quiet"], &packages[..]].concat());
    ensure!(installed, "the test hosts need packages: run `sudo apt-get install {}`", packages.join(" "));
    Ok(())
}

/// The packages of programs that are not there.
fn missing_programs(programs: &[(&str, &'static str)]) -> Vec<&'static str> {
    let path = env::var_os("PATH").unwrap_or_default();
    let is_there = |program: &str| env::split_paths(&path).any(|folder| folder.join(program).is_file());
    programs.iter().filter(|(program, _)| !is_there(program)).map(|(_, package)| *package).collect()
}

fn missing_packages() -> Result<Vec<&'static str>> {
    if env::consts::OS != "linux" {
        return Ok(Vec::new());
    }
    let known = Command::new("/sbin/ldconfig").arg("-p").output().context("cannot ask ldconfig for libraries")?;
    let known = String::from_utf8_lossy(&known.stdout);
    Ok(LIBRARIES.iter().filter(|(library, _)| !known.contains(library)).map(|(_, package)| *package).collect())
}

/// The interpreter of the environment, which is made if it is not there.
fn python() -> Result<PathBuf> {
    let requirements = root().join("tests/hosts/requirements.txt");
    let folder = cache()?.join(format!("hosts-{:016x}", hash_of(&requirements)?));
    let python = if cfg!(windows) { folder.join("Scripts/python.exe") } else { folder.join("bin/python") };
    let done = folder.join("complete");
    if !done.exists() {
        let system = if cfg!(windows) { "python" } else { "python3" };
        command(Command::new(system).args(["-m", "venv", "--clear"]).arg(&folder))
            .context("cannot make a Python environment: on Debian, `apt-get install python3-venv`")?;
        command(
            Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements),
        )?;
        fs::write(done, "")?;
    }
    Ok(python)
}

fn cache() -> Result<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || set("HOME").or_else(|| set("USERPROFILE")).map(|home| home.join(".cache"));
    let Some(base) = set("XDG_CACHE_HOME").or_else(home) else {
        bail!("no cache folder: set XDG_CACHE_HOME or HOME");
    };
    Ok(base.join("twobus"))
}

fn hash_of(path: &Path) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))?.hash(&mut hasher);
    Ok(hasher.finish())
}

fn command(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {}", command.get_program().display()))?;
    ensure!(status.success(), "{} failed: its message stands above", command.get_program().display());
    Ok(())
}
