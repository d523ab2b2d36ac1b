"""What made the shipped speech-affect network: neutral speech said again as emotions are said."""
