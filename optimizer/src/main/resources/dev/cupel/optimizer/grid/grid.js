'use strict';
(() => {
  const links = [...document.querySelectorAll('td a')];
  const byId = id => document.getElementById(id);
  const zoom = byId('zoom'), stage = byId('stage'), picture = byId('picture'), size = byId('size');
  let current = -1, scale = 1;

  const resize = () => {
    const factor = Number(size.value);
    byId('percent').textContent = Math.round(100 * factor) + ' %';
    for (const link of links) {
      const image = link.firstElementChild;
      image.style.width = image.getAttribute('width') * factor + 'px';
      image.style.height = image.getAttribute('height') * factor + 'px';
      image.classList.toggle('pixels', factor > 1);
    }
  };
  const natural = link => [link.firstElementChild.getAttribute('width'), link.firstElementChild.getAttribute('height')].map(Number);
  const fitting = () => {
    const [width, height] = natural(links[current]);
    return Math.min(stage.clientWidth / width, stage.clientHeight / height);
  };
  const scaled = (factor) => {
    scale = Math.min(32, Math.max(0.1, factor));
    const [width, height] = natural(links[current]);
    picture.style.width = width * scale + 'px';
    picture.style.height = height * scale + 'px';
    picture.classList.toggle('pixels', scale > 1);
  };
  const show = (index, keep) => {
    current = index;
    const link = links[index];
    picture.src = link.href;
    picture.alt = link.dataset.label;
    byId('label').textContent = link.dataset.label;
    byId('info').textContent = link.dataset.info;
    byId('file').href = link.href;
    if (!zoom.open) zoom.showModal();
    scaled(keep ? scale : fitting());
  };
  const move = (dx, dy, dz) => {
    const at = links[current].dataset;
    const next = links.findIndex(link => link.dataset.x == +at.x + dx && link.dataset.y == +at.y + dy && link.dataset.z == +at.z + dz);
    if (next >= 0) show(next, true);
  };

  links.forEach((link, index) => link.addEventListener('click', event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(index, false);
  }));
  size.addEventListener('input', resize);
  byId('in').addEventListener('click', () => scaled(scale * 1.25));
  byId('out').addEventListener('click', () => scaled(scale / 1.25));
  byId('fit').addEventListener('click', () => scaled(fitting()));
  byId('one').addEventListener('click', () => scaled(1));
  byId('close').addEventListener('click', () => zoom.close());
  stage.addEventListener('wheel', event => {
    event.preventDefault();
    scaled(scale * (event.deltaY < 0 ? 1.15 : 1 / 1.15));
  }, {passive: false});
  stage.addEventListener('pointermove', event => {
    if (event.buttons === 1) stage.scrollBy(-event.movementX, -event.movementY);
  });
  picture.draggable = false;
  document.addEventListener('keydown', event => {
    if (!zoom.open) return;
    const keys = {ArrowLeft: [-1, 0, 0], ArrowRight: [1, 0, 0], ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], PageUp: [0, 0, -1], PageDown: [0, 0, 1]};
    if (keys[event.key]) {
      event.preventDefault();
      move(...keys[event.key]);
    } else if (event.key === '+') scaled(scale * 1.25);
    else if (event.key === '-') scaled(scale / 1.25);
    else if (event.key === '0') scaled(fitting());
    else if (event.key === '1') scaled(1);
  });
  const widest = Math.max(1, ...links.map(link => natural(link)[0]));
  if (widest < 128) size.value = 2; // pictures of a small model
  resize();
  const wanted = location.hash.match(/^#(\d+)$/);
  if (wanted && links[wanted[1]]) show(Number(wanted[1]), false);
})();
