// Starts the app: theme and language first, so that the first paint is right, then the module.
"use strict";
{
  const page = document.documentElement;
  const file = document.currentScript.dataset;

  // A link may name both; otherwise the reader's earlier choice counts, otherwise the browser's settings.
  const link = new URLSearchParams(location.hash.split("?")[1] ?? "");
  const stored = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage can be forbidden
    }
  };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const theme = link.get("th") ?? stored("osviz.theme");
  page.dataset.theme = theme === "light" || theme === "dark" ? theme : dark;
  const language = link.get("lang") ?? stored("osviz.lang") ?? navigator.language;
  page.lang = language.startsWith("zh") ? "zh-CN" : "en";

  const parsed = new Promise((resolve) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve);
    else resolve();
  });

  let app, problem;
  const start = async () => {
    const bindings = import(new URL(file.js, document.baseURI));
    bindings.catch(() => {}); // waited for below
    await parsed;
    app = document.getElementById("app");
    problem = document.getElementById("boot-problem"); // the app may have removed it when it fails
    await (await bindings).default({ module_or_path: new URL(file.wasm, document.baseURI) });
  };

  const explain = (reason) => {
    if (!problem.isConnected) app.replaceChildren(problem);
    document.getElementById("boot-reason").textContent = String(reason);
    problem.hidden = false;
  };

  // Only a finished build, which carries its version, has a service worker to work without a network.
  const keep = async () => {
    if (!("serviceWorker" in navigator)) return;
    if (document.querySelector("meta[name=osviz-build]")) {
      await navigator.serviceWorker.register("service-worker.js");
    } else {
      for (const old of await navigator.serviceWorker.getRegistrations()) await old.unregister();
    }
  };

  start().then(keep, explain).catch(() => {}); // without the worker the app works all the same, online
}
