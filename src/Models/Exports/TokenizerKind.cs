namespace TransformerService.Models.Exports;

/// <summary>The files that a tokenizer is read from, which determine its rules.</summary>
public enum TokenizerKind
{
    /// <summary>source.spm, target.spm and vocab.json, as MarianTokenizer.</summary>
    Marian,

    /// <summary>spiece.model, as T5Tokenizer.</summary>
    T5,

    /// <summary>vocab.txt, as BertTokenizer.</summary>
    WordPiece,

    /// <summary>vocab.json and merges.txt, as RobertaTokenizer.</summary>
    ByteLevelBpe,

    /// <summary>tokenizer.json, as the fast tokenizers.</summary>
    TokenizerJson,
}
