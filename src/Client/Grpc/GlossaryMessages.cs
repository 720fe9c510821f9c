namespace TransformerService.Client.Grpc;

/// <summary>Translates between the messages of glossaries and the client's records.</summary>
internal static class GlossaryMessages
{
    public static V1.GlossaryEntry ToMessage(GlossaryEntry entry)
    {
        var message = new V1.GlossaryEntry { Source = entry.Source };
        MessageValues.Set(entry.Target, value => message.Target = value);
        return message;
    }

    public static V1.SetGlossaryRequest ToMessage(string model, GlossaryChange change) =>
        new()
        {
            Name = model,
            Entries = { (change.Entries ?? []).Select(ToMessage) },
            UseFile = change.UseFile ?? false,
        };

    public static Glossary Read(V1.Glossary message) =>
        new()
        {
            Hash = message.Hash,
            Entries =
            [
                .. message.Entries.Select(entry => new GlossaryEntry
                {
                    Source = entry.Source,
                    Target = entry.HasTarget ? entry.Target : null,
                }),
            ],
        };
}
