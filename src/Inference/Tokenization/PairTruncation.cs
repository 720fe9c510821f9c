namespace TransformerService.Inference.Tokenization;

/// <summary>How many tokens of each text of a pair stay when both together may have <paramref name="room"/>.</summary>
internal delegate (int First, int Second) PairTruncation(int first, int second, int room);
