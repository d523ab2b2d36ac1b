"""What programs say is handed on, and what became of it is told whoever asked."""

NOD = {"kind": "nod", "id": "a"}


def test_an_intent_is_handed_on_and_its_events_go_to_who_asked(door):
    async def story():
        async with door.open(), door.other() as one, door.other() as two:
            two.send({"ask": "watch"})
            assert await two.hear() == {"watch": True}
            one.send({"version": 1, "intent": NOD})
            assert (await door.handed_on())["intent"] == NOD
            for state in ("acknowledged", "started", "finished"):
                door.reception.told({"events": [door.event("a", state)]})
                assert (await one.hear())["event"] == state
                assert (await two.hear())["event"] == state
            door.reception.told({"events": [door.event("a", "ended")]})
            assert (await two.hear())["event"] == "ended"  # one has no such intent any more
            one.send({"intent": NOD})
            await door.handed_on()

    door.run(story())


def test_an_intent_without_an_id_gets_one(door):
    async def story():
        async with door.open(), door.other() as one:
            one.send({"intent": {"kind": "nod"}})
            assert (await door.handed_on())["intent"]["id"] == "intent-1"

    door.run(story())


def test_an_expression_is_told_again_by_who_asked_for_it_and_a_refusal_does_not_end_it(door):
    smile = {"kind": "express", "id": "a", "parameters": {"text": "a broad smile"}}
    shade = {"mixture": {"happy": 0.5, "sad": 0.5}, "intensity": 0.7}
    plan = {"step": [{"units": {"12": 0.5}, "shade": [shade]}]}
    fine = {**smile, "parameters": {"plan": plan}}

    async def story():
        async with door.open(), door.other() as one, door.other() as two:
            one.send({"intent": smile})
            await door.handed_on()
            one.send({"intent": fine})
            assert (await door.handed_on())["intent"] == fine
            two.send({"intent": fine})
            assert "under way already" in (await two.hear())["reason"]
            door.reception.told({"events": [{**door.event("a", "refused"), "goes_on": True}]})
            assert (await one.hear())["event"] == "refused"
            door.reception.told({"events": [door.event("a", "finished")]})
            assert (await one.hear())["event"] == "finished"

    door.run(story())


def test_an_id_that_is_under_way_is_refused_here_already(door):
    async def story():
        async with door.open(), door.other() as one, door.other() as two:
            one.send({"intent": NOD})
            await door.handed_on()
            two.send({"intent": NOD})
            assert "under way already" in (await two.hear())["reason"]

    door.run(story())


def test_who_tells_what_nothing_can_come_of_is_told_so_and_nobody_else(door):
    async def story():
        async with door.open(), door.other() as one, door.other() as two:
            for other, name in ((one, "blink"), (two, "nope")):
                other.send({"behaviour": {"name": name, "on": False}})
                whose = (await door.handed_on())["whose"]
            door.reception.told({"vain": {"whose": whose, "why": "no behaviour 'nope'"}})
            assert await two.hear() == {"error": "no behaviour 'nope'"}
            door.reception.told({"vain": {"whose": 99, "why": "of one that is gone"}})
            for other in (one, two):
                other.send({"ask": "status"})
                assert (await other.hear())["status"]["door"]["vain"] == 2

    door.run(story())


def test_questions_are_answered_with_what_the_robot_told_last(door):
    async def story():
        door.reception.told({"tools": [{"name": "nod"}], "status": {"robot": "humanoid"}})
        async with door.open(), door.other() as one:
            one.send({"ask": "tools"})
            assert await one.hear() == {"tools": [{"name": "nod"}]}
            one.send({"ask": "status"})
            assert (await one.hear())["status"]["robot"] == "humanoid"

    door.run(story())
