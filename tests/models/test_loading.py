"""What may not be loaded is refused, with a message that names it."""

import json
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file, save_file

from workbench.errors import DeviceUnavailable, ModelLoadError
from workbench.models import catalogue
from workbench.models.device import device_report, resolve_device
from workbench.models.weights import file_sha256

NAME = "classify/random"


def test_a_model_in_the_persons_folder_is_listed_and_loads(random_model):
    assert NAME in [card.name for card in catalogue.cards()]
    model = catalogue.load(NAME, "cpu")
    assert model.card.classes == ("bell", "rain", "wind")


def test_listing_cards_needs_no_torch(random_model):
    code = (
        "import sys; from workbench.models import catalogue; import workbench.models.classify.segments; "
        f"assert {NAME!r} in [c.name for c in catalogue.cards()]; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_name_lists_the_known_ones(random_model):
    with pytest.raises(ModelLoadError, match=f"no model 'classify/nought'.*{NAME}"):
        catalogue.load("classify/nought", "cpu")


def _without_a_weight(weights):
    del weights["classify.bias"]


def _with_one_too_many(weights):
    weights["extra.bias"] = torch.zeros(1)


def _with_another_shape(weights):
    weights["classify.bias"] = torch.zeros(4)


def _with_nan(weights):
    weights["classify.bias"][1] = float("nan")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_without_a_weight, "lacks classify.bias"),
        (_with_one_too_many, "has extra.bias too many"),
        (_with_another_shape, r"classify.bias has shape \(4,\), the network needs \(3,\)"),
        (_with_nan, "classify.bias holds values that are not finite"),
    ],
)
def test_weights_must_fit_the_network(random_model, change_card, damage, message):
    path = random_model / "weights.safetensors"
    weights = {name: value.clone() for name, value in load_file(path).items()}
    damage(weights)
    save_file(weights, path)
    change_card(weights_sha256=file_sha256(path))
    with pytest.raises(ModelLoadError, match=message) as caught:
        catalogue.load(NAME, "cpu")
    assert str(path) in str(caught.value)


def test_weights_must_be_those_of_the_card(random_model):
    path = random_model / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(ModelLoadError, match="not the file that its card describes"):
        catalogue.load(NAME, "cpu")
    path.unlink()
    with pytest.raises(ModelLoadError, match="cannot be read"):
        catalogue.load(NAME, "cpu")


def test_only_whole_safetensors_files_are_read(random_model, change_card, tmp_path):
    path = random_model / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    change_card(weights_sha256=file_sha256(path))
    with pytest.raises(ModelLoadError, match="not a whole safetensors file"):
        catalogue.load(NAME, "cpu")
    torch.save({"classify.bias": torch.zeros(3)}, path)  # a pickle
    change_card(weights_sha256=file_sha256(path))
    with pytest.raises(ModelLoadError, match="not a whole safetensors file"):
        catalogue.load(NAME, "cpu")


def test_a_damaged_card_is_left_out_and_named_in_the_log(random_model, caplog):
    path = random_model / "card.json"
    card = json.loads(path.read_text())
    del card["classes"]
    path.write_text(json.dumps(card))
    assert NAME not in [card.name for card in catalogue.cards()]
    assert str(path) in caplog.text and "classes" in caplog.text


def test_a_card_must_suit_its_network(random_model, change_card):
    change_card(extra={"architecture": "nonesuch"})
    with pytest.raises(ModelLoadError, match="architecture 'nonesuch' is unknown"):
        catalogue.load(NAME, "cpu")
    change_card(extra={"architecture": "compact-cnn", "mel": {}})
    with pytest.raises(ModelLoadError, match="another input"):
        catalogue.load(NAME, "cpu")
    change_card(task="juggle")
    with pytest.raises(ModelLoadError, match="juggle"):
        catalogue.load(NAME, "cpu")


def test_devices():
    assert resolve_device("cpu").type == "cpu"
    assert resolve_device("auto").type in ("cpu", "cuda", "mps")
    assert device_report().startswith("Networks run on")
    with pytest.raises(DeviceUnavailable, match=r"'abacus'.*cpu"):
        resolve_device("abacus")
    for name, there in (("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available())):
        if not there:
            with pytest.raises(DeviceUnavailable, match=name):
                resolve_device(name)
