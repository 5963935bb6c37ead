"""Where the sounds of each label lie."""

from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from workbench.models.synthesise.usual_places import UsualPlaces  # noqa: E402
from workbench.training.measured_places import measure_places  # noqa: E402

SIZE = 3


def test_points_are_standard_normal_where_the_sounds_of_a_label_lie():
    random = np.random.default_rng(0)
    label = np.repeat([0, 1], 4000)
    shape = np.array([[2.0, 0.0, 0.0], [0.5, 1.0, 0.0], [0.0, 0.3, 0.2]])
    means = random.standard_normal((8000, SIZE)) @ shape.T + np.array([[1.0, 2.0, 3.0], [-4.0, 0.0, 0.0]])[label]
    sounds = SimpleNamespace(label=label, labels=["a", "b"], descriptions=means.astype(np.float32))
    places = UsualPlaces(2, SIZE)
    measure_places(places, lambda heard, _: (heard, torch.full_like(heard, -30.0)), sounds, narrowed=1.0)
    points = places.point(torch.from_numpy(means).float(), torch.from_numpy(label))
    for number in (0, 1):
        of_label = points[label == number]
        assert of_label.mean(0).abs().max() < 0.01
        assert torch.allclose(torch.cov(of_label.T), torch.eye(SIZE), atol=0.03)
    again = places.place(points, torch.from_numpy(label))
    assert torch.allclose(again, torch.from_numpy(means).float(), atol=1e-4)


def test_narrowed_sounds_lie_nearer_to_the_usual():
    sounds = SimpleNamespace(
        label=np.zeros(500, int),
        labels=["a"],
        descriptions=np.random.default_rng(1).standard_normal((500, SIZE)).astype(np.float32),
    )
    places = UsualPlaces(1, SIZE)
    measure_places(places, lambda heard, _: (heard, torch.full_like(heard, -30.0)), sounds, narrowed=0.5)
    made = places.place(torch.randn(4000, SIZE), torch.zeros(4000, dtype=torch.long))
    assert torch.allclose(made.std(0), torch.full((SIZE,), 0.5), atol=0.05)
