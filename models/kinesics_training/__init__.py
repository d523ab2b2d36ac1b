"""Everything that made the shipped models: data, teachers, training, quantisation, evaluation."""
