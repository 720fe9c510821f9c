using TransformerService.Models.Glossaries;

namespace TransformerService.Shadow.Glossaries;

/// <summary>A glossary of a key's own.</summary>
/// <param name="Id">Its name in calls.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Source">The language of its terms, e.g. <c>en</c>.</param>
/// <param name="Target">The language of their translations.</param>
/// <param name="Created">When it was created.</param>
/// <param name="Count">How many entries it has.</param>
public sealed record KeyGlossary(Guid Id, string Name, string Source, string Target, DateTimeOffset Created, int Count);

/// <summary>A glossary with its entries.</summary>
/// <param name="Glossary">The glossary.</param>
/// <param name="Entries">Its entries.</param>
public sealed record GlossaryContent(KeyGlossary Glossary, IReadOnlyList<GlossaryEntry> Entries);

/// <summary>A glossary to create.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Source">The language of its terms.</param>
/// <param name="Target">The language of their translations.</param>
/// <param name="Entries">Its entries, which are valid.</param>
public sealed record NewGlossary(string Name, string Source, string Target, Glossary Entries);
