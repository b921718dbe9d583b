"""The papermill engine `onestop`: stock execution, but for a kernel that is forked instead of started.

`papermill --engine onestop notebook.ipynb out.ipynb`, or `papermill.execute_notebook(..., engine_name="onestop")`.
Where processes cannot be forked (Windows), and for kernels of other languages or programs, it is the stock engine.
"""

from __future__ import annotations

import uuid
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from papermill.engines import NBClientEngine

from onestop_analysis.engine.client import can_fork, fork_kernel


class OnestopEngine(NBClientEngine):  # type: ignore[misc]  # untyped base
    """Papermill's own engine with warm kernels."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:  # noqa: ANN401 - papermill's
        """Run the notebook; options are those of papermill's own engine."""
        if can_fork():
            kwargs.setdefault("kernel_manager_class", WarmKernels)
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)


class WarmKernels(AsyncKernelManager):
    """A kernel manager of Jupyter that takes its kernel from the nursery."""

    async def _async_pre_start_kernel(self, **kwargs: Any) -> tuple[list[str], dict[str, Any]]:  # noqa: ANN401
        self.kernel_id = self.kernel_id or kwargs.pop("kernel_id", str(uuid.uuid4()))
        if self.provisioner is None:
            self.provisioner = WarmProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**kwargs)


class WarmProvisioner(LocalProvisioner):
    """Starts kernels by asking the nursery, and in the ordinary way where that cannot be."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:  # noqa: ANN401 - jupyter_client's
        """Start the kernel."""
        kernel = fork_kernel(cmd, kwargs["env"], kwargs.get("cwd"))
        if kernel is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = kernel  # type: ignore[assignment]  # does what is wanted of a Popen
        self.pid = self.pgid = kernel.pid
        self.cwd = kwargs.get("cwd")
        return self.connection_info
