"""The layout of the ties graph: layered, free of overlaps, the same every time."""

import random
from itertools import pairwise

import pytest

from zhiji.customers.drawing import BOX_WIDTH, draw


def _layers(drawing):
    return {box.id: box.layer for box in drawing.boxes}


def test_nothing_draws_as_an_empty_sheet():
    drawing = draw([], [])
    assert (drawing.boxes, drawing.lines) == ((), ())


@pytest.mark.req("C16")
def test_controllers_stand_above_what_they_control():
    drawing = draw(
        ["firm", "holding", "person"], [("holding", "firm"), ("person", "holding"), ("person", "firm")]
    )
    assert _layers(drawing) == {"person": 0, "holding": 1, "firm": 2}


def test_a_circle_of_owners_is_drawn_and_ends():
    drawing = draw(["a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "a")])
    assert sorted(_layers(drawing).values()) == [0, 1, 2]
    assert len(drawing.lines) == 3


def test_an_edge_to_an_unknown_node_is_a_mistake():
    with pytest.raises(KeyError):
        draw(["a"], [("a", "b")])


def test_two_ties_between_the_same_two_do_not_cover_each_other():
    first, second = draw(["a", "b"], [("a", "b"), ("a", "b")]).lines
    assert first.path != second.path


def test_boxes_never_overlap_and_edge_order_does_not_matter():
    chance = random.Random(7)
    for _ in range(200):
        nodes = list(range(chance.randint(1, 25)))
        edges = [(chance.choice(nodes), chance.choice(nodes)) for _ in range(chance.randint(0, 40))]
        drawing = draw(nodes, edges)
        assert {box.id for box in drawing.boxes} == set(nodes)
        spots = sorted((box.y, box.x) for box in drawing.boxes)
        for (y, x), (below, right) in pairwise(spots):
            assert below > y or right >= x + BOX_WIDTH
        assert all(
            box.x + box.width <= drawing.width and box.y + box.height <= drawing.height
            for box in drawing.boxes
        )
        again = draw(nodes, chance.sample(edges, len(edges)))
        assert again.boxes == drawing.boxes
