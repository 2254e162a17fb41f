"""The one class of Debian's python3-ceph-argparse that Ceph's mgr_module imports, where that is not installed."""

from mgrp_runtime import argtypes


class CephArgtype:
    def argdesc(self, attrs):
        attrs["type"] = type(self).__name__
        return ",".join("%s=%s" % item for item in attrs.items())

    @staticmethod
    def to_argdesc(tp, attrs, has_default=False):
        return argtypes.to_argdesc(tp, attrs, has_default)

    @staticmethod
    def cast_to(tp, v):
        return argtypes.cast_to(tp, v)
