"""Stands in for Debian's python3-cephfs where that is not installed, so that modules which only import it still load."""

from mgrp_standin import stand_in

__getattr__ = stand_in("cephfs")
