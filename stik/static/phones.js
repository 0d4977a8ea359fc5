// Keeps the chats fresh while nobody types, and scrolled to their newest line. The page works without it.
const chats = document.getElementById("chats");

function toTheEnd() {
  for (const chat of chats.querySelectorAll(".chat")) chat.scrollTop = chat.scrollHeight;
}

async function refresh() {
  const typing = [...chats.querySelectorAll("input")].some((input) => input.value || input === document.activeElement);
  if (document.hidden || typing) return;
  const answer = await fetch("/demo/phones/chats");
  if (!answer.ok) return;
  const text = await answer.text();
  if (text !== refresh.last) {
    refresh.last = text;
    chats.innerHTML = text;
    toTheEnd();
  }
}

toTheEnd();
setInterval(refresh, 3000);
