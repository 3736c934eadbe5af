"use strict";
// Moves the page along the time of the case. Everything it shows stands in the page; here marks are only put on and taken off.
(function () {
  var moments = JSON.parse(document.getElementById("moments").textContent);
  var slider = document.getElementById("slider");
  if (!moments.length || !slider) { return; }
  var root = document.documentElement, list = document.getElementById("history"), pane = document.getElementById("pane");
  var said = document.getElementById("said"), play = document.getElementById("play"), timer = 0, now = -1;
  var calm = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  var figures = new Map(), chips = new Map(), held = {}, whole = [];

  function keep(map, key, element) {
    if (!map.has(key)) { map.set(key, []); }
    map.get(key).push(element);
  }
  document.querySelectorAll("#pane svg [data-element]").forEach(function (element) {
    var name = element.getAttribute("data-element"), mark = /^(?:page\d+-)?mark-([^]*)$/.exec(name);
    if (element.classList.contains("mark") && mark) { keep(chips, mark[1], element); return; }
    if (["figure", "node", "flow"].some(function (kind) { return element.classList.contains(kind); })) { keep(figures, name, element); }
  });
  moments.forEach(function (moment) {
    var states = Object.assign({}, held);
    Object.keys(moment.set).forEach(function (name) { states[name] = moment.set[name]; });
    moment.gone.forEach(function (name) { delete states[name]; });
    held = states;
    whole.push(states);
  });
  var settled = {};
  moments.forEach(function (moment, index) { moment.settled.forEach(function (name) { settled[name] = index; }); });

  function paint(index) {
    var states = whole[index], last = index === moments.length - 1;
    figures.forEach(function (elements, name) {
      elements.forEach(function (element) { element.setAttribute("data-state", states[name] || "none"); });
    });
    chips.forEach(function (elements, name) {
      var shown = last || (name in settled && settled[name] <= index);
      elements.forEach(function (element) { element.classList.toggle("later", !shown); });
    });
  }
  function within(outer, element, animated) {
    var box = element.getBoundingClientRect(), frame = outer.getBoundingClientRect();
    if (!outer.clientHeight || outer.scrollHeight <= outer.clientHeight) { return; }
    var by = animated && !calm ? "smooth" : "auto";
    outer.scrollTo({
      top: outer.scrollTop + box.top - frame.top - (frame.height - Math.min(box.height, frame.height)) / 2,
      left: outer.scrollLeft + box.left - frame.left - (frame.width - box.width) / 2, behavior: by
    });
  }
  function show(index, from) {
    index = Math.max(0, Math.min(moments.length - 1, index));
    var animated = now >= 0;
    now = index;
    var moment = moments[index], item = document.getElementById(moment.id);
    slider.value = String(index);
    list.querySelectorAll("li.moment").forEach(function (each, place) {
      each.classList.toggle("now", place === index);
      each.classList.toggle("ahead", place > index);
      if (place === index) { each.setAttribute("aria-current", "step"); } else { each.removeAttribute("aria-current"); }
    });
    document.querySelectorAll("#strip a").forEach(function (each, place) {
      each.classList.toggle("now", place === index);
      each.classList.toggle("ahead", place > index);
    });
    said.textContent = item.getAttribute("data-said");
    slider.setAttribute("aria-valuetext", said.textContent);
    paint(index);
    within(list, item, animated);
    // Not every element has a figure of its own: then what has just opened or changed is looked at, else what is open.
    var near = [item.getAttribute("data-node")].concat(Object.keys(moment.set), Object.keys(whole[index])).filter(function (name, place) {
      return (figures.get(name) || []).some(function (each) { return !each.classList.contains("flow"); }) &&
        (place === 0 || whole[index][name] === "open" || whole[index][name] === "late");
    });
    if (near.length) { within(pane, figures.get(near[0])[0], animated); }
    if (from !== "hash") {
      try { window.history.replaceState(null, "", "#t=" + encodeURIComponent(index + 1)); } catch (error) { /* not from a disk */ }
    }
  }
  function named() {
    var match = /^#t=(.+)$/.exec(window.location.hash), text = match ? decodeURIComponent(match[1]) : "";
    if (/^\d{1,6}$/.test(text)) { return Number(text) - 1; }
    var found = moments.length - 1;
    if (text) {
      found = 0;
      moments.forEach(function (moment, index) { if (moment.at <= text) { found = index; } });
    }
    return found;
  }
  function stop() {
    window.clearInterval(timer);
    timer = 0;
    play.setAttribute("aria-pressed", "false");
  }
  function start() {
    if (now === moments.length - 1) { show(0); }
    play.setAttribute("aria-pressed", "true");
    timer = window.setInterval(function () {
      if (now >= moments.length - 1) { stop(); } else { show(now + 1); }
    }, 1200);
  }

  root.classList.add("playing");
  slider.max = String(moments.length - 1);
  slider.addEventListener("input", function () { stop(); show(Number(slider.value)); });
  play.addEventListener("click", function () { if (timer) { stop(); } else { start(); } });
  document.querySelectorAll("[data-go]").forEach(function (button) {
    button.addEventListener("click", function () {
      var way = button.getAttribute("data-go");
      stop();
      show(way === "first" ? 0 : way === "last" ? moments.length - 1 : now + Number(way));
    });
  });
  document.querySelectorAll("[data-zoom]").forEach(function (button) {
    button.addEventListener("click", function () {
      var wide = parseFloat(pane.style.getPropertyValue("--zoom") || "1") * Number(button.getAttribute("data-zoom"));
      pane.style.setProperty("--zoom", String(button.getAttribute("data-zoom") === "0" ? 1 : Math.max(0.4, Math.min(6, wide))));
    });
  });
  document.querySelectorAll("#strip a").forEach(function (each, place) {
    each.addEventListener("click", function (event) { event.preventDefault(); stop(); show(place); });
  });
  list.querySelectorAll("li.moment .head").forEach(function (each, place) {
    each.addEventListener("click", function () { stop(); show(place); });
  });
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target === slider) { return; }
    var by = { ArrowRight: 1, ArrowLeft: -1, PageDown: 5, PageUp: -5 }[event.key];
    if (event.key === "Home") { by = -moments.length; }
    if (event.key === "End") { by = moments.length; }
    if (by === undefined) { return; }
    event.preventDefault();
    stop();
    show(now + by);
  });
  window.addEventListener("hashchange", function () { show(named(), "hash"); });
  show(named(), "hash");
}());
