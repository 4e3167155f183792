// One work, in a dialog over the library: Escape leads back to where one was.

import { ask, assetPath, originalUrl, Problem } from "./api.js";
import { announce, h, icon, iconButton } from "./dom.js";
import { edit, file, gist, groups, statements, tags, versions } from "./facts.js";
import { problemBox, problemToast, toast } from "./problems.js";
import { may } from "./session.js";
import { stage } from "./stage.js";
import { tile } from "./tile.js";

export class AssetView {
  /** `library` knows the neighbours, `go(id)` shows another work, `close()` leads back. */
  constructor({ library, go, close }) {
    Object.assign(this, { library, go, close });
    this.dialog = h("dialog", { class: "asset", "aria-labelledby": "asset-title" });
    this.dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.close(); });
    this.dialog.addEventListener("close", (event) => { if (event.target === this.dialog && this.id) this.close(); });  // the browser's own doing
    this.dialog.addEventListener("keydown", (event) => this.#key(event));
    this.body = h("div", { class: "asset-body" });
    this.dialog.append(this.body);
    document.body.append(this.dialog);
  }

  get open() {
    return this.dialog.open;
  }

  async show(id) {
    this.id = id;
    this.asset = undefined;
    if (!this.dialog.open) {
      this.body.replaceChildren(this.#head());
      this.dialog.showModal();
      this.dialog.querySelector("[data-keep=close]").focus();
    }
    try {
      const asset = await ask("GET", assetPath(id));
      if (this.id !== id || !this.dialog.open) return;
      this.draw(asset);
      announce(asset.title);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (this.id === id) this.body.replaceChildren(this.#head(), h("div", { class: "trouble" }, h("h2", { id: "asset-title" }, "Not to be seen"), problemBox(problem, problem.offline ? () => this.show(id) : undefined)));
    }
  }

  hide() {
    if (!this.dialog.open) return;
    this.id = undefined;
    this.dialog.close();
    this.body.replaceChildren();
    document.body.append(...this.dialog.querySelectorAll(".toasts, #announce"));  // what was just said is still to be seen
  }

  /** The asset changed elsewhere; what is being typed here is left alone. */
  async refresh(id) {
    if (this.id !== id || this.dialog.querySelector("form.edit") || this.dialog.querySelector("#add-tag")?.value) return;
    try {
      const asset = await ask("GET", assetPath(id));
      if (this.id === id && JSON.stringify(asset) !== JSON.stringify(this.asset)) this.draw(asset);
    } catch {
      // It may have been erased: the next click says so.
    }
  }

  draw(asset, focus) {
    const again = this.asset?.id === asset.id ? this.dialog.querySelector(".stage") : undefined;
    const held = focus ?? (this.dialog.contains(document.activeElement) && document.activeElement.dataset?.keep ? `[data-keep="${document.activeElement.dataset.keep}"]` : undefined);
    this.asset = asset;
    document.title = `${asset.title} · Atelier`;
    // A film goes on playing while a tag is added: the stage is only made anew for another work.
    this.body.replaceChildren(this.#head(), again ?? stage(asset), this.#panel(asset));
    (this.dialog.querySelector(held ?? "[data-keep=close]") ?? this.dialog.querySelector("[data-keep=close]")).focus();
  }

  #neighbour(step) {
    const index = this.library.indexOf(this.id);
    return index < 0 ? undefined : this.library.items[index + step]?.id;
  }

  #step(step) {
    const id = this.#neighbour(step);
    if (id) this.go(id);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, audio, video, pre")) return;
    if (event.key === "ArrowRight") this.#step(1);
    else if (event.key === "ArrowLeft") this.#step(-1);
    else return;
    event.preventDefault();
  }

  #head() {
    const button = (name, label, step, keep) => iconButton(name, label, () => this.#step(step), { "data-keep": keep, disabled: !this.#neighbour(step) });
    return h("div", { class: "asset-head" }, button("back", "Previous work", -1, "previous"), button("forward", "Next work", 1, "next"),
      h("span", { class: "space" }), iconButton("close", "Back to the library", () => this.close(), { "data-keep": "close" }));
  }

  #panel(asset) {
    const changed = (next, focus) => { this.draw(next, focus); this.library.replace(next); };
    const panel = h("div", { class: "panel" });
    const head = h("div", { class: "panel-head" });
    const draw = () => head.replaceChildren(
      h("h2", { id: "asset-title" }, asset.title),
      h("p", { class: "quiet" }, gist(asset)),
      asset.trashed_at ? h("p", { class: "in-trash" }, icon("trash"), "In the trash") : "",
      ...[asset.fields.find((each) => each.name === "description")].filter(Boolean).map((each) => h("p", { class: "about" }, each.value)),
      h("div", { class: "actions" }, this.#actions(asset, changed, () => {
        head.replaceChildren(h("h2", { id: "asset-title" }, "Edit"), edit(asset, changed, () => { draw(); head.querySelector(".edit-button").focus(); }));
        head.querySelector("input").focus();
      })));
    draw();
    panel.append(head, ...[tags(asset, changed), groups(asset), statements(asset), file(asset), versions(asset)].filter(Boolean));
    if (asset.kind === "image" && !asset.trashed_at) this.#similar(asset, panel);
    return panel;
  }

  #actions(asset, changed, startEdit) {
    const buttons = [h("a", { class: "button", href: originalUrl(asset.id), download: asset.file_name, "data-keep": "download" }, icon("download"), "Download")];
    if (!asset.trashed_at && may("assets:write")) buttons.push(h("button", { type: "button", class: "edit-button", onclick: startEdit }, icon("edit"), "Edit"));
    if (!may("assets:delete")) return buttons;
    if (!asset.trashed_at) {
      buttons.push(h("button", { type: "button", onclick: () => this.#trash(asset) }, icon("trash"), "Move to trash"));
    } else {
      buttons.push(h("button", { type: "button", onclick: () => this.#restore(asset) }, icon("restore"), "Restore"));
      if (may("assets:erase")) buttons.push(h("button", { type: "button", class: "danger", onclick: () => this.#erase(asset) }, "Erase for good"));
    }
    return buttons;
  }

  async #leave(asset, work, told, undo) {
    try {
      await work();
    } catch (problem) {
      return problemToast(problem);
    }
    this.library.drop(asset.id);
    this.close();
    announce(told);
    return toast(told, undo && "Undo", undo);
  }

  #trash(asset) {
    return this.#leave(asset, () => ask("DELETE", assetPath(asset.id)), `“${asset.title}” is in the trash.`, async () => {
      try {
        await ask("POST", `${assetPath(asset.id)}/restore`);
        toast(`“${asset.title}” is back.`);
        this.library.refresh();
      } catch (problem) {
        problemToast(problem);
      }
    });
  }

  #restore(asset) {
    return this.#leave(asset, () => ask("POST", `${assetPath(asset.id)}/restore`), `“${asset.title}” is back in the library.`);
  }

  #erase(asset) {
    const sure = h("dialog", { class: "sure", "aria-labelledby": "sure-title" },
      h("h2", { id: "sure-title" }, "Erase for good?"),
      h("p", {}, `“${asset.title}” and all its versions leave the vault. Nobody can bring them back.`),
      h("p", { class: "row" },
        h("button", { type: "button", class: "danger", onclick: () => {
          sure.close();
          this.#leave(asset, () => ask("POST", `${assetPath(asset.id)}/erase`, { body: { confirm: asset.id } }), `“${asset.title}” was erased.`);
        } }, "Erase"),
        h("button", { type: "button", autofocus: true, onclick: () => sure.close() }, "Keep")));
    sure.addEventListener("close", () => sure.remove());
    this.dialog.append(sure);
    sure.showModal();
  }

  async #similar(asset, panel) {
    const answer = await ask("GET", `${assetPath(asset.id)}/similar`, { query: { limit: 6 } }).catch(() => ({ assets: [] }));
    const found = answer.assets.map((each) => each.asset ?? each).filter((each) => each.id !== asset.id);
    if (found.length === 0 || this.asset !== asset) return;
    const list = h("ul", { class: "similar" }, found.map((each) => {
      const item = tile(each, 120);
      item.firstChild.tabIndex = 0;
      return item;
    }));
    panel.append(h("section", {}, h("h3", {}, "Looks like it"), list));
  }
}
