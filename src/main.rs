//! In the browser: mounts the app. Natively: the command line.
fn main() {
    #[cfg(target_arch = "wasm32")]
    osviz::ui::start();
}
