using Google.Protobuf;
using Grpc.Core;
using TransformerService.Api.Errors;
using TransformerService.Api.Grpc;

namespace TransformerService.V1;

/// <summary>A text of a stream, or a message that could not be read.</summary>
internal sealed partial class TranslateStreamRequest
{
    /// <summary>Why the message could not be read. Only the fields before the fault are set then; the id is the first field.</summary>
    public Failure? Unread { get; private set; }

    /// <summary>Reads a message. Never throws for its content, so that the stream goes on.</summary>
    public static TranslateStreamRequest Read(DeserializationContext context)
    {
        var message = new TranslateStreamRequest();
        try
        {
            message.MergeFrom(context.PayloadAsReadOnlySequence());
        }
        catch (InvalidProtocolBufferException exception)
        {
            message.Unread = MessageReaders.Describe(exception);
        }

        return message;
    }
}
