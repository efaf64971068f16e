// Evidence: files are uploaded one after the other, each with its progress, as soon as they are
// chosen or dropped; errors stand beside the file. Without this script the form sends them all
// at once when its button is pressed.
"use strict";
(function () {
  var queue = [];
  var current = null;

  var make = function (name, className, text) {
    var element = document.createElement(name);
    if (className) { element.className = className; }
    if (text) { element.textContent = text; }
    return element;
  };
  var button = function (words, act) {
    var element = make("button", "button button--quiet button--small", words);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  };

  var show = function (upload, words, isError) {
    upload.state.textContent = words;
    upload.state.className = isError ? "field-error" : "upload__state";
  };
  var buttons = function (upload, list) {
    upload.buttons.textContent = "";
    list.forEach(function (one) { upload.buttons.appendChild(one); });
  };
  var fail = function (upload, words, canRetry) {
    var dismiss = button(upload.words.dismiss, function () { upload.row.remove(); });
    var retry = button(upload.words.retry, function () { enqueue(upload); });
    upload.progress.hidden = true;
    show(upload, words, true);
    buttons(upload, canRetry ? [retry, dismiss] : [dismiss]);
  };
  var finish = function () {
    current = null;
    next();
  };

  var answered = function (upload, request) {
    var answer = null;
    try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
    if (answer && answer.other) { fail(upload, answer.other, false); return; }
    if (!answer || !answer.files) {
      // An ended session answers with the page to log in.
      var loggedOut = request.status === 403 || request.responseURL.indexOf("/login/") >= 0;
      fail(upload, loggedOut ? upload.words.loggedOut : upload.words.failed, true);
      return;
    }
    upload.files.innerHTML = answer.html;
    var faulty = answer.files.filter(function (file) { return file.fault; })[0];
    if (faulty) { fail(upload, faulty.fault, faulty.passes); return; }
    var missing = upload.slot && upload.slot.querySelector("[data-missing]");
    if (missing) {
      missing.remove();
      upload.slot.classList.remove("slot--missing");
      var notice = document.querySelector("[data-missing-notice]");
      if (notice && !document.querySelector("[data-missing]")) { notice.remove(); }
    }
    upload.progress.hidden = true;
    buttons(upload, []);
    show(upload, upload.words.done, false);
    window.setTimeout(function () { upload.row.remove(); }, 4000);
  };

  var send = function (upload) {
    var body = new FormData();
    // Logging in again in another tab gives the session a new token; the old page takes it over.
    var token = /csrftoken=([^;]+)/.exec(document.cookie);
    body.append("csrfmiddlewaretoken", token ? token[1] : upload.form.elements.csrfmiddlewaretoken.value);
    body.append("about", upload.form.elements.about.value);
    body.append("user", upload.form.elements.user.value);
    body.append("back", upload.form.elements.back.value);
    body.append("file", upload.file, upload.file.name);
    var request = new XMLHttpRequest();
    upload.request = request;
    request.open("POST", upload.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = function (event) {
      if (!event.lengthComputable) { return; }
      upload.progress.value = event.loaded / event.total;
      var done = event.loaded >= event.total;
      show(upload, done ? upload.words.checking : Math.floor(100 * event.loaded / event.total) + " %", false);
    };
    request.onload = function () { answered(upload, request); finish(); };
    request.onerror = function () { fail(upload, upload.words.offline, true); finish(); };
    request.onabort = function () { fail(upload, upload.words.cancelled, true); finish(); };
    request.send(body);
  };
  var next = function () {
    if (current || !queue.length) { return; }
    current = queue.shift();
    send(current);
  };
  var enqueue = function (upload) {
    if (upload.file.size > upload.max) { fail(upload, upload.words.tooLarge, false); return; }
    upload.progress.hidden = false;
    upload.progress.value = 0;
    upload.request = null;
    show(upload, upload.words.waiting, false);
    buttons(upload, [button(upload.words.cancel, function () {
      if (upload.request) { upload.request.abort(); return; }
      queue.splice(queue.indexOf(upload), 1);
      fail(upload, upload.words.cancelled, true);
    })]);
    queue.push(upload);
    next();
  };
  var add = function (form, file) {
    var box = form.closest("[data-evidence]");
    var upload = {
      form: form, file: file, words: form.dataset, max: Number(form.dataset.max), request: null,
      files: box.querySelector("[data-files]"), slot: form.closest(".slot"),
      row: make("li", "upload"), progress: make("progress"), state: make("span"), buttons: make("span", "upload__buttons")
    };
    upload.progress.max = 1;
    upload.progress.setAttribute("aria-label", file.name);
    upload.row.appendChild(make("span", "upload__name", file.name));
    upload.row.appendChild(upload.progress);
    upload.row.appendChild(upload.buttons);
    upload.row.appendChild(upload.state);
    box.querySelector("[data-uploads]").appendChild(upload.row);
    enqueue(upload);
  };

  Array.prototype.forEach.call(document.querySelectorAll("form[data-dropzone]"), function (form) {
    var picker = form.elements.file;
    var slot = form.closest(".slot") || form;
    var over = function (isOver) { return function () { form.classList.toggle("is-over", isOver); }; };
    var take = function (files) { Array.prototype.forEach.call(files, function (file) { add(form, file); }); };
    form.classList.add("dropzone--live");
    picker.addEventListener("change", function () {
      take(picker.files);
      picker.value = "";
    });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    slot.addEventListener("dragover", function (event) { event.preventDefault(); over(true)(); });
    slot.addEventListener("dragleave", over(false));
    slot.addEventListener("drop", function (event) {
      event.preventDefault();
      over(false)();
      take(event.dataTransfer.files);
    });
  });
  // A file dropped beside its place must not replace the page.
  ["dragover", "drop"].forEach(function (name) {
    document.addEventListener(name, function (event) { event.preventDefault(); });
  });
  window.addEventListener("beforeunload", function (event) {
    if (current || queue.length) { event.preventDefault(); }
  });
})();
