import os
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()

# the block
