"""The action by which MoveIt moves joints, of body_node: on a stand-in of control_msgs."""

import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")
pytest.importorskip(
    "control_msgs", reason="the stand-in of control_msgs is not built; scripts/test --ros does it"
)

ABORTED, CANCELED, SUCCEEDED = 6, 5, 4
REST_RAD, THERE_RAD = -0.3, -1.2


@pytest.fixture
def follow(body):
    """`follow(joint, seconds)`: the goal's handle and its future result; `THERE_RAD` by then."""
    from builtin_interfaces.msg import Duration
    from control_msgs.action import FollowJointTrajectory
    from rclpy.action import ActionClient
    from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

    goals = ActionClient(body.node, FollowJointTrajectory, "/body/follow_joint_trajectory")

    def ask(joint, *seconds):
        goal = FollowJointTrajectory.Goal()
        goal.trajectory = JointTrajectory(joint_names=[joint])
        goal.trajectory.points = [
            JointTrajectoryPoint(positions=[THERE_RAD], time_from_start=Duration(sec=one))
            for one in seconds
        ]
        accepted = goals.send_goal_async(goal)
        body.wait(accepted.done)
        return accepted.result(), accepted.result().get_result_async()

    body.bring("active")
    body.wait(goals.server_is_ready)
    yield ask
    goals.destroy()


def ended(body, done):
    """Status of the goal, the code of its result, and why."""
    body.wait(done.done)
    told = done.result()
    return told.status, told.result.error_code, told.result.error_string


def test_joints_are_where_a_path_ends_when_it_is_told_to_have_succeeded(body, follow):
    shown = body.keep("/joint_states", "sensor_msgs/JointState", depth=500)
    _, done = follow("left_elbow", 2, 3)
    status, code, _ = ended(body, done)
    elbow = [*shown[-1].name].index("left_elbow")
    assert (status, code) == (SUCCEEDED, 0)
    assert abs(min(one.position[elbow] for one in shown) - THERE_RAD) < 0.05


def test_a_path_that_cannot_be_is_aborted_with_the_reason(body, follow):
    status, code, why = ended(body, follow("left_tail", 2)[1])
    assert (status, code) == (ABORTED, -1)
    assert "no joint left_tail; it has" in why
    status, code, why = ended(body, follow("left_elbow")[1])
    assert (status, code) == (ABORTED, -1)
    assert "no points" in why
    assert body.counts("messages")["follow_joint_trajectory goal refused"] == 2


def test_another_path_ends_the_one_before_and_one_can_be_cancelled(body, follow):
    _, before = follow("left_elbow", 20)
    handle, done = follow("left_elbow", 20)
    status, code, why = ended(body, before)
    assert (status, code) == (ABORTED, -4)
    assert why
    handle.cancel_goal_async()
    assert ended(body, done)[0] == CANCELED
