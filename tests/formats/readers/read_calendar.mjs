// Prints the events of a calendar file as ical.js understands them; series as their first five occurrences.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf-8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}
const instant = (time) =>
  time.isDate ? time.toString() : new Date(time.toUnixTime() * 1000).toISOString();
const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
const masters = events.filter((event) => !event.isRecurrenceException());
for (const event of events.filter((event) => event.isRecurrenceException())) {
  masters.find((master) => master.uid === event.uid).relateException(event);
}
const occurrences = (event) => {
  if (!event.isRecurring()) return [{ startDate: event.startDate, endDate: event.endDate, item: event }];
  const found = [];
  const iterator = event.iterator();
  for (let next = iterator.next(); next && found.length < 5; next = iterator.next()) {
    found.push(event.getOccurrenceDetails(next));
  }
  return found;
};
const told = masters.flatMap((event) =>
  occurrences(event).map(({ startDate, endDate, item }) => ({
    summary: item.summary,
    start: instant(startDate),
    end: instant(endDate),
    location: item.location,
    description: item.description,
    categories: item.component.getFirstProperty("categories")?.getValues() ?? [],
    attendees: item.attendees.map((one) => [one.getFirstParameter("cn"), one.getFirstValue()]),
  })),
);
console.log(JSON.stringify(told));
