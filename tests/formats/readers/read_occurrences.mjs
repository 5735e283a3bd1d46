// Prints the occurrences of a calendar file in a window as ical.js, the engine of Thunderbird, has them.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const [first, last] = ["2024-01-01T00:00:00Z", "2029-01-01T00:00:00Z"].map((text) => Date.parse(text));
const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf-8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const milliseconds = (time) => (time.isDate ? Date.parse(time.toString()) : time.toUnixTime() * 1000);
const said = (time) =>
  time.isDate ? time.toString() : new Date(milliseconds(time)).toISOString().replace(".000Z", "Z");
const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component, { exceptions: [] }));
const masters = new Map(events.filter((e) => !e.isRecurrenceException()).map((e) => [e.uid, e]));
for (const event of events.filter((e) => e.isRecurrenceException())) masters.get(event.uid).relateException(event);
const told = [];
const tell = ({ startDate, endDate, item }) => {
  const start = milliseconds(startDate);
  if (start < first || start >= last) return;
  const status = item.component.getFirstPropertyValue("status") ?? "";
  const { uid, summary, location, description } = item;
  told.push({
    uid, start: said(startDate), end: said(endDate), summary,
    location: location ?? "", description: description ?? "", status,
  });
};
for (const event of masters.values()) {
  if (!event.isRecurring()) {
    tell({ startDate: event.startDate, endDate: event.endDate, item: event });
    continue;
  }
  const iterator = event.iterator();
  for (let next = iterator.next(); next && milliseconds(next) < last; next = iterator.next()) {
    tell(event.getOccurrenceDetails(next));
  }
}
console.log(JSON.stringify(told));
