"""Writes the arrays that NpyArrayTest reads. Run in this folder with NumPy 1.24."""
import numpy as np

np.save("float64.npy", np.array([[1.5, -2.25, 1e-300], [np.pi, 0.1, 1e300]]))
np.save("int64.npy", np.array([1, -2, 2**62]))
np.save("uint8.npy", np.arange(24, dtype=np.uint8).reshape(2, 3, 4))
np.save("scalar.npy", np.float64(0.5))
np.save("fortran.npy", np.asfortranarray(np.arange(6.0).reshape(2, 3)))
np.save("float32.npy", np.zeros(3, dtype=np.float32))
np.save("big_endian.npy", np.zeros(3, dtype=">f8"))
np.save("object.npy", np.array([{"a": 1}, None], dtype=object))
