// A button that prints the page: [data-print], shown only where it can work.
(function () {
  "use strict";
  Array.prototype.forEach.call(document.querySelectorAll("[data-print]"), function (item) {
    item.hidden = false;
    item.addEventListener("click", function () { window.print(); });
  });
})();
