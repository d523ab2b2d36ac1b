"""What `kinesics bench ros --only cuts` measures: two hosts whose cable is cut while they speak."""
