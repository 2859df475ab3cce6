#!/bin/sh
# Takes half a gigabyte from an environment, which Gaze never uses: tests, headers, debugging symbols, parts of Arrow that talk
# to servers, widgets for notebooks, the plotly.js of plotly (Streamlit has its own), languages without a translation.
# `slim.sh SITE_PACKAGES`
set -eu
cd "$1"
find . -type d \( -name tests -o -name __pycache__ \) -prune -exec rm -rf {} +
find torch/bin -type f ! -name torch_shm_manager -delete
rm -rf torch/include torch/test \
    pyarrow/include pyarrow/src pyarrow/libarrow_flight* pyarrow/libarrow_s3* \
    pyarrow/libarrow_python_flight* pyarrow/_flight* \
    plotly/package_data/plotly.min.js plotly/package_data/widgetbundle.js pydeck/nbextension plotly/labextension ../../../share/jupyter
find babel/locale-data -name '*.dat' ! -name 'root.dat' ! -name 'en*.dat' ! -name 'zh*.dat' -delete
find . -type f \( -name '*.a' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.pyi' -o -name '*.map' \) -delete
# Not the others: their libraries were rearranged when they were packed, and strip breaks such.
find torch/lib pyarrow uvloop -type f -name '*.so*' -exec strip --strip-unneeded {} +
