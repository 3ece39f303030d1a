using Google.Protobuf;

namespace ExhibitionCrm.Tests;

/// <summary>The fields of one protobuf message by their numbers, read without the message's definition.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, ulong Number, ByteString Bytes)> _fields = [];

    /// <exception cref="InvalidProtocolBufferException">It is no protobuf message.</exception>
    public ProtoMessage(ByteString message)
    {
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag && tag != 0)
        {
            var field = WireFormat.GetTagFieldNumber(tag);
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.Varint:
                    _fields.Add((field, input.ReadUInt64(), ByteString.Empty));
                    break;
                case WireFormat.WireType.Fixed64:
                    _fields.Add((field, input.ReadFixed64(), ByteString.Empty));
                    break;
                case WireFormat.WireType.LengthDelimited:
                    _fields.Add((field, 0, input.ReadBytes()));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    public bool Has(int field) => _fields.Exists(f => f.Field == field);

    /// <summary>A number of any kind, as its bits; 0 where it is missing, as protobuf has it.</summary>
    public ulong Number(int field) => _fields.FindLast(f => f.Field == field).Number;

    public string Text(int field) => Bytes(field).ToStringUtf8();

    /// <summary>In lower case, as trace IDs are written; empty where it is missing.</summary>
    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field).Span);

    public ProtoMessage Message(int field) => new(Bytes(field));

    public IEnumerable<ProtoMessage> Messages(int field) => _fields.Where(f => f.Field == field).Select(f => new ProtoMessage(f.Bytes));

    private ByteString Bytes(int field) => _fields.FindLast(f => f.Field == field).Bytes ?? ByteString.Empty;
}
