"""`Client`: another program on the network, as tests speak to nodes."""

import json
import time
from typing import NamedTuple

PATIENCE_S = 60.0


class Changed(NamedTuple):
    """What came of a transition: true, if it was made."""

    success: bool
    why: str
    """Of one that was not: what the node said of it."""

    def __bool__(self):
        return self.success


class Client:
    """Another program on the network."""

    def __init__(self, domain, namespace=""):
        import rclpy
        from rclpy.executors import SingleThreadedExecutor

        self.name = f"{namespace}/body"
        self.namespace = namespace
        self.context = rclpy.Context()
        rclpy.init(context=self.context, domain_id=domain)
        self.node = rclpy.create_node("other_program", context=self.context)
        self._executor = SingleThreadedExecutor(context=self.context)
        self._executor.add_node(self.node)
        self._subscriptions, self._publishers, self._services = [], [], {}
        self._events = self.keep(f"{self.name}/events", "std_msgs/String", depth=100)

    def close(self):
        self._executor.shutdown()
        self.node.destroy_node()
        self.context.try_shutdown()

    def forget(self):
        """What was heard, and all that it listens to and publishes but the events; not services."""
        events, *others = self._subscriptions
        for one in others:
            self.node.destroy_subscription(one)
        for one in self._publishers:
            self.node.destroy_publisher(one)
        self._subscriptions, self._publishers = [events], []
        self._events.clear()

    def wait(self, condition, timeout_s=PATIENCE_S):
        end_s = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < end_s, "it did not come in time"
            self._executor.spin_once(timeout_sec=0.05)

    def pause(self, seconds):
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s:
            self._executor.spin_once(timeout_sec=0.02)

    def keep(self, topic, type_name, *, latched=False, depth=10):
        from rclpy.qos import DurabilityPolicy, QoSProfile

        kept = []
        durability = DurabilityPolicy.TRANSIENT_LOCAL if latched else DurabilityPolicy.VOLATILE
        qos = QoSProfile(depth=depth, durability=durability)
        self._subscriptions.append(
            self.node.create_subscription(message_type(type_name), topic, kept.append, qos)
        )
        return kept

    def first_of_late(self, topic, type_name):
        """The first message that who comes now gets of a latched topic, and when it was sent."""
        from rclpy.qos import DurabilityPolicy, QoSProfile

        told = []
        qos = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        one = self.node.create_subscription(
            message_type(type_name),
            topic,
            lambda message, how: told.append((message, how["source_timestamp"])),
            qos,
        )
        self.wait(lambda: told)
        self.node.destroy_subscription(one)
        return told[0]

    def publisher(self, topic, type_name, depth=10):
        """One that somebody hears already; it keeps `depth` messages that are under way."""
        one = self.node.create_publisher(message_type(type_name), topic, depth)
        self._publishers.append(one)
        self.wait(one.get_subscription_count)
        return one

    def say(self, topic, text):
        message = message_type("std_msgs/String")(data=text)
        self.publisher(f"{self.namespace}/{topic}", "std_msgs/String").publish(message)

    def call(self, type_class, name, timeout_s=PATIENCE_S, **fields):
        client = self._services.get(name)
        if client is None:
            client = self._services[name] = self.node.create_client(type_class, name)
            self.wait(client.service_is_ready)
            self.pause(0.3)  # ready tells of the way there; nothing tells of the way back
        self.wait(client.service_is_ready)
        future = client.call_async(type_class.Request(**fields))
        self.wait(future.done, timeout_s)
        return future.result()

    def trigger(self, name):
        from std_srvs.srv import Trigger

        answer = self.call(Trigger, f"{self.namespace}/{name}")
        return answer.success, answer.message

    def change(self, transition):
        from lifecycle_msgs.msg import Transition
        from lifecycle_msgs.srv import ChangeState

        number = getattr(Transition, f"TRANSITION_{transition.upper()}")
        service = f"{self.name}/change_state"
        if self.call(ChangeState, service, transition=Transition(id=number)).success:
            return Changed(True, "")
        told = self.status
        known = ("lifecycle", "state", "trouble")
        how = ", ".join(f"{key} {told[key]!r}" for key in known if told.get(key))
        return Changed(False, f"{self.name}: {told['refusal'] or 'nothing said'} ({how})")

    @property
    def state(self):
        from lifecycle_msgs.srv import GetState

        return self.call(GetState, f"{self.name}/get_state").current_state.label

    @property
    def status(self):
        """The next that comes: it is told once a second."""
        told = self.keep(f"{self.name}/status", "std_msgs/String")
        self.wait(lambda: told)
        return json.loads(told[-1].data)

    @property
    def diagnostics(self):
        """The next that come, by name: level and message."""
        told = self.keep("/diagnostics", "diagnostic_msgs/DiagnosticArray")
        self.wait(lambda: told)
        prefix = f"{self.name.strip('/')}: "
        return {
            one.name.removeprefix(prefix): (ord(one.level), one.message)
            for one in told[-1].status
            if one.name.startswith(prefix)
        }

    def counts(self, finding):
        """Values of a diagnosis that are counts, of the next that comes."""
        told = self.keep("/diagnostics", "diagnostic_msgs/DiagnosticArray")
        name = f"{self.name.strip('/')}: {finding}"
        self.wait(lambda: any(one.name == name for array in told for one in array.status))
        found = [one for array in told for one in array.status if one.name == name][-1]
        return {one.key: int(one.value) for one in found.values}

    @property
    def events(self):
        return [json.loads(one.data) for one in self._events]

    def became(self, state, ident=None, timeout_s=PATIENCE_S):
        """The event of an intent, once it has come."""

        def found():
            return [
                one
                for one in self.events
                if one["event"] == state and ident in (None, one["intent"])
            ]

        try:
            self.wait(found, timeout_s)
        except AssertionError:
            raise AssertionError(f"no {state!r} of {ident!r}; there came {self.events}") from None
        return found()[-1]

    def finished(self, ident):
        """The event that it was done whole, but for what a busy machine could not show in time."""
        one = self.became("finished", ident)
        assert one["reason"] == "" or "this host was behind" in one["reason"], one
        return one

    def bring(self, state):
        """The node, to `active` or less far, whatever it is now and whatever stopped it."""
        if self.state == "unconfigured":
            assert self.change("configure")
        assert self.trigger("disarm")[0]
        if state != "active":
            assert self.state == "inactive" or self.change("deactivate")
        elif self.state == "inactive":
            assert self.change("activate")
        else:
            assert self.trigger("arm")[0]


def message_type(type_name):
    from importlib import import_module

    package, name = type_name.split("/")
    return getattr(import_module(f"{package}.msg"), name)
