"""`Robot`: what a program says to a robot, whether it runs elsewhere or on a twin in this process.

from kinesics_app.robot import Robot

with Robot.running() as robot:          # or Robot.twin(): virtual time, nothing else needed
    hello = robot.say("hello.wav")
    robot.look_at(1.0, 0.2, 1.4)
    robot.nod(how=How(start=Start(utterance=hello.id, word=1)))
    hello.wait()
"""

from kinesics.conversation.intent import Start
from kinesics_app.robot.how import How
from kinesics_app.robot.planned import express_by
from kinesics_app.robot.robot import Robot
from kinesics_app.robot.wish import Wish

__all__ = ["How", "Robot", "Start", "Wish", "express_by"]
